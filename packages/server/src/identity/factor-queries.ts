import type { Tx } from '@firstread/database'
import { sql } from 'kysely'

export type LoginFactor = { seed: string | null; isConfirmed: boolean; lastStep: number; isRequired: boolean }
export type OwnFactor = LoginFactor & { confirmedAt: Date | null; codesLeft: number }
type Row = {
  seed: string | null
  is_confirmed: boolean
  last_step: string
  is_required: boolean
  confirmed_at: Date | null
  codes_left: number
}

const toFactor = (row: Row | undefined): LoginFactor => ({
  seed: row?.seed ?? null,
  isConfirmed: row?.is_confirmed ?? false,
  lastStep: Number(row?.last_step ?? 0),
  isRequired: row?.is_required ?? false,
})
const toOwn = (row: Row | undefined): OwnFactor => ({
  ...toFactor(row),
  confirmedAt: row?.confirmed_at ?? null,
  codesLeft: row?.codes_left ?? 0,
})
const isTrue = ({ rows }: { rows: { done: boolean }[] }) => rows[0]?.done ?? false

export async function loginFactor(tx: Tx, userId: string): Promise<LoginFactor> {
  return toFactor((await sql<Row>`select * from auth.login_factor(${userId})`.execute(tx)).rows[0])
}

/** False when somebody took this step's code already. */
export async function takeStep(tx: Tx, userId: string, step: number): Promise<boolean> {
  return isTrue(await sql<{ done: boolean }>`select auth.take_step(${userId}, ${step}) as done`.execute(tx))
}

export async function takeRecoveryCode(tx: Tx, userId: string, mac: string): Promise<boolean> {
  return isTrue(await sql<{ done: boolean }>`select auth.take_recovery_code(${userId}, ${mac}) as done`.execute(tx))
}

export async function offerFactor(tx: Tx, userId: string, seed: string): Promise<boolean> {
  return isTrue(await sql<{ done: boolean }>`select auth.offer_factor(${userId}, ${seed}) as done`.execute(tx))
}

export async function confirmFactorOf(tx: Tx, userId: string, step: number, macs: string[]): Promise<boolean> {
  return isTrue(
    await sql<{ done: boolean }>`select auth.confirm_factor_of(${userId}, ${step}, ${macs}::text[]) as done`.execute(
      tx,
    ),
  )
}

export async function ownFactor(tx: Tx): Promise<OwnFactor> {
  return toOwn((await sql<Row>`select * from auth.own_factor()`.execute(tx)).rows[0])
}

export async function beginOwnFactor(tx: Tx, seed: string): Promise<boolean> {
  return isTrue(await sql<{ done: boolean }>`select auth.begin_own_factor(${seed}) as done`.execute(tx))
}

export async function confirmOwnFactor(tx: Tx, step: number, macs: string[]): Promise<boolean> {
  return isTrue(
    await sql<{ done: boolean }>`select auth.confirm_own_factor(${step}, ${macs}::text[]) as done`.execute(tx),
  )
}

export async function renewOwnCodes(tx: Tx, macs: string[]): Promise<boolean> {
  return isTrue(await sql<{ done: boolean }>`select auth.renew_own_codes(${macs}::text[]) as done`.execute(tx))
}

export async function removeOwnFactor(tx: Tx): Promise<boolean> {
  return isTrue(await sql<{ done: boolean }>`select auth.remove_own_factor() as done`.execute(tx))
}

export async function factorOf(tx: Tx, userId: string): Promise<OwnFactor> {
  return toOwn((await sql<Row>`select * from auth.factor_of(${userId})`.execute(tx)).rows[0])
}

export async function removeFactorOf(tx: Tx, userId: string): Promise<boolean> {
  return isTrue(await sql<{ done: boolean }>`select auth.remove_factor_of(${userId}) as done`.execute(tx))
}
