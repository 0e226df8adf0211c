import type { FastifyReply } from 'fastify'

/** 201; a repeat of the same Idempotency-Key is told that it is one. */
export function answerOnce<T>(reply: FastifyReply, { answer, isRepeat }: { answer: T; isRepeat: boolean }) {
  if (isRepeat) reply.header('firstread-repeated', 'true')
  return reply.code(201).send(answer)
}
