import pg from 'pg'

export type Step = { text: string; values: readonly unknown[] }
export type TripRow = Record<string, unknown>
type Field = { name: string; read: (text: string) => unknown }
type Prepared = { name: string; fields: readonly Field[] | undefined }

/** What pg's own Query uses of a connection, and its types leave out. */
type Wire = {
  stream: { cork(): void; uncork(): void }
  parse(message: { name: string; text: string }): void
  bind(message: { statement: string; values: readonly unknown[] }): void
  describe(message: { type: 'P'; name: '' }): void
  execute(message: { portal: '' }): void
  flush(): void
  sync(): void
}

const namesPerConnection = 400
/** What a connection has prepared, by role and text: see prepared.ts for why by role. */
class Names {
  #made = 0
  readonly known = new Map<string, Prepared>()

  /** A name is used once: of one whose trip failed nobody knows whether the database has heard it. */
  next(): Prepared {
    if (this.#made >= namesPerConnection) return { name: '', fields: undefined }
    this.#made++
    return { name: `fr_trip_${this.#made}`, fields: undefined }
  }
}
const namesOf = new WeakMap<object, Names>()

/**
 * Several statements in one packet and one transaction: PostgreSQL commits them at the end of the packet, or none of them, so
 * there is neither BEGIN nor COMMIT, and both sides are woken once. Only the last one is listened to. How its rows are
 * made is asked when it is prepared, and not again.
 */
export class Trip<Made = TripRow[]> extends pg.Query {
  /** What was made of the rows of the last statement, once everything is committed. */
  readonly done: Promise<Made>
  readonly #steps: readonly Step[]
  readonly #role: string
  readonly #types: pg.TypeOverrides
  readonly #names: Names
  readonly #fresh = new Map<string, Prepared>()
  readonly #rows: TripRow[] = []
  #last: Prepared = { name: '', fields: undefined }
  #at = 0
  readonly #make: ((rows: TripRow[]) => Made) | undefined
  #made: Promise<Made> | undefined
  #resolve: (made: Made | Promise<Made>) => void = () => undefined
  #reject: (error: unknown) => void = () => undefined

  /**
   * @param role  that the later statements run as: each role has plans of its own
   * @param make  is called when the rows are here, while the database still flushes the commit; what it makes is handed out after that
   */
  constructor(
    client: object,
    role: string,
    steps: readonly Step[],
    types: pg.TypeOverrides,
    make?: (rows: TripRow[]) => Made,
  ) {
    super('')
    this.#steps = steps.map(({ text, values }) => ({ text, values: values.map(toWire) }))
    this.#role = role
    this.#types = types
    this.#make = make
    this.#names = namesOf.get(client) ?? new Names()
    namesOf.set(client, this.#names)
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  override submit = (connection: unknown): void => {
    const wire = connection as Wire
    wire.stream.cork()
    for (const [i, step] of this.#steps.entries()) this.#send(wire, step, i === this.#steps.length - 1)
    // Then the rows come before the commit and not with it.
    if (this.#make) wire.flush()
    wire.sync()
    wire.stream.uncork()
  }

  #send(wire: Wire, { text, values }: Step, isHeard: boolean): void {
    const key = `${this.#role}\n${text}`
    const known = this.#names.known.get(key)
    const prepared = known ?? this.#names.next()
    if (known === undefined) {
      if (prepared.name !== '') this.#fresh.set(key, prepared)
      wire.parse({ name: prepared.name, text })
    }
    wire.bind({ statement: prepared.name, values })
    this.#last = prepared
    if (isHeard && prepared.fields === undefined) wire.describe({ type: 'P', name: '' })
    wire.execute({ portal: '' })
  }

  handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }): void {
    this.#last.fields = fields.map(({ name, dataTypeID }) => ({
      name,
      read: this.#types.getTypeParser(dataTypeID, 'text') as unknown as Field['read'],
    }))
  }

  handleDataRow({ fields: values }: { fields: (string | null)[] }): void {
    const { fields } = this.#last
    if (this.#at < this.#steps.length - 1 || fields === undefined) return
    const row: TripRow = {}
    for (const [i, { name, read }] of fields.entries()) {
      const value = values[i]
      row[name] = value === null || value === undefined ? null : read(value)
    }
    this.#rows.push(row)
  }

  handleCommandComplete(): void {
    this.#at++
    const make = this.#make
    if (this.#at !== this.#steps.length || make === undefined) return
    this.#made = new Promise((resolve) => resolve(make(this.#rows)))
    this.#made.catch(() => undefined) // met after the commit
  }

  handleError(error: unknown): void {
    this.#reject(error)
  }

  /** Comes after the commit, and only then. */
  handleReadyForQuery(): void {
    for (const [key, prepared] of this.#fresh) this.#names.known.set(key, prepared)
    this.#resolve(this.#made ?? (this.#rows as Made))
  }
}

/** As the protocol wants parameters: text, lists as array literals. */
function toWire(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (Array.isArray(value)) return `{${value.map(element).join(',')}}`
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new TypeError(`a parameter of type ${typeof value}`)
}
const element = (value: unknown): string =>
  value === null ? 'NULL' : `"${String(value).replace(/[\\"]/g, (mark) => `\\${mark}`)}"`
