import type { Key } from '../../../src/domain/document/hit.js'
import { parseFilter } from '../../../src/domain/filter/parseFilter.js'
import type { ParsedFilter } from '../../../src/domain/filter/words.js'
import { whereToJson } from '../../../src/domain/query/print.js'
import type { Scalar, Where } from '../../../src/domain/query/where.js'
import { toggleTerm } from '../filter/terms.js'
import { copied } from '../table/lines.js'
import type { Access } from './access.js'
import { countedFields, type PageConfig } from './config.js'
import type { Credential } from './credential.js'
import { faultOf, type LineFault } from './fault.js'
import { Frames } from './frames.js'
import { everything, fromAddress, type PageQuery, type PolicyName, toAddress } from './query.js'
import { Table } from './table.js'
import type { TallyFields } from './tally.js'
import { Watch } from './watch.js'
import type { Client, ConnectOptions } from './wire.js'

/** What the page takes from its browser. */
export interface Surroundings {
  readonly connect: (credentials: Pick<ConnectOptions, 'credential' | 'credentialKind'>) => Client
  readonly copy: (text: string) => Promise<boolean>
  /** Of the WebSocket that the page went to last. */
  readonly endpoint: () => string
  /** Of the page, with its last slash. */
  readonly base: string
  readonly access: Access
  readonly search: () => string
  /** Writes the search part of the address: a new entry of the history, or in place of the present one. */
  readonly write: (search: string, replace: boolean) => void
}

/** What the page looks at, and what it does when the viewer asks for something else. */
export class Board {
  readonly frames = new Frames()
  readonly config: PageConfig
  readonly fields: TallyFields
  readonly table: Table
  query: PageQuery = everything
  /** The line in the box; it may not be readable, then the last good one stays applied. */
  draft = ''
  parsed: ParsedFilter
  where: Where = { op: 'all' }
  watch: Watch | undefined
  client: Client | undefined
  readonly access: Access
  /** What was copied or done, said for a moment. */
  said: string | undefined
  told = ''
  readonly #around: Surroundings
  readonly channels = new Set<string>(['all'])
  #typed = false
  #silence: ReturnType<typeof setTimeout> | undefined

  constructor(config: PageConfig, around: Surroundings) {
    this.config = config
    this.fields = countedFields(config.schema)
    this.#around = around
    this.table = new Table(() => this.frames.now('page', 'rows'))
    this.parsed = parseFilter('', config.schema)
    this.access = around.access
    this.#adopt(fromAddress(around.search()))
    this.connect()
  }

  /** Epoch ms by the server's clock. */
  now = (): number => Date.now() + (this.client?.state.clockOffsetMs ?? 0)

  /** A key or token is wanted, and none that serves was given. */
  get locked(): boolean {
    return this.client === undefined || this.client.state.state === 'unauthorized'
  }

  /** As whoever there is; with nobody, where somebody is wanted, not at all. */
  connect(): void {
    this.#disconnect()
    const shown = this.access.shown()
    if (shown === undefined) return
    this.client = this.#around.connect(shown)
    this.client.subscribe(() => this.frames.stale('page', 'rows'))
    this.#watch()
  }

  unlock(credential: Credential | undefined): void {
    this.access.paste(credential)
    this.connect()
    this.paint()
  }

  /** All of it, at once. */
  paint(): void {
    this.frames.now('page', 'rows', 'charts', 'figures')
  }

  /** The line as it is typed: shown in colours at once, applied by `apply`. */
  type(line: string): void {
    this.draft = line
    this.parsed = parseFilter(line, this.config.schema)
    this.frames.now('page')
  }

  /** Follows the line in the box if it can be read. `typing`: one entry of the history for a line that is being typed. */
  apply(typing = false): boolean {
    if (!this.parsed.ok) return false
    this.go({ ...this.query, line: this.draft.trim() }, typing)
    return true
  }

  setLine(line: string): void {
    this.type(line)
    this.apply()
  }

  setChannel(channel: string): void {
    this.go({ ...this.query, channel })
  }

  setPolicy(policy: PolicyName): void {
    this.go({ ...this.query, policy })
  }

  go(query: PageQuery, typing = false): void {
    const replace = typing && this.#typed
    this.#typed = typing
    if (toAddress(query) === toAddress(this.query)) return
    this.#around.write(toAddress(query), replace)
    this.#follow(query)
  }

  /** The viewer went back or forward. */
  readAddress(): void {
    this.#typed = false
    this.#follow(fromAddress(this.#around.search()))
  }

  say(text: string): void {
    this.said = text
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => {
      this.said = undefined
      this.frames.now('page')
    }, 1800)
    this.frames.now('page')
  }

  readOn(): void {
    if (this.client !== undefined) void this.table.readOn(this.client, this.asked)
  }

  /** Filters for a value of a field, or for what has another: asked again, lets it go. */
  toggle(field: string, value: Scalar, out: boolean): void {
    // A line that can't be read was not sent either: nothing of it is kept.
    const { schema } = this.config
    const line = parseFilter(this.query.line, schema).ok ? this.query.line : ''
    this.setLine(toggleTerm(line, field, value, out, schema))
  }

  async copy(text: string): Promise<void> {
    this.say((await this.#around.copy(text)) ? 'Copied' : 'The browser refused to copy')
  }

  async copyHit(key: Key | undefined): Promise<void> {
    const hit = this.table.hit(key)
    if (hit !== undefined) await this.copy(copied(hit))
  }

  async loadWhole(key: Key): Promise<void> {
    const hit = await this.table.loadWhole(key)
    if (hit === undefined) this.say('The document could not be read')
  }

  /** What is wrong with the line in the box. */
  get fault(): LineFault | undefined {
    const sent = this.draft.trim() === this.query.line
    return faultOf(this.parsed, sent ? this.watch?.snapshot.error : undefined)
  }

  togglePause(): void {
    this.table.pause(!this.table.paused, this.now())
    this.tell(this.table.paused ? 'Paused. Rows hold still; counting goes on.' : 'Following')
  }

  /** For screen readers: what the viewer's doing led to. */
  tell(text: string): void {
    this.told = text
    this.frames.now('page')
  }

  get endpoint(): string {
    return this.#around.endpoint()
  }

  get base(): string {
    return this.#around.base
  }

  get latestBy(): string {
    return this.config.schema.routable[0] ?? 'service'
  }

  /** The query as it is subscribed and asked by. */
  get asked(): { readonly channel?: string; readonly where?: unknown } {
    const channel = this.query.channel === 'all' ? {} : { channel: this.query.channel }
    return this.where.op === 'all' ? channel : { ...channel, where: whereToJson(this.where) }
  }

  #disconnect(): void {
    this.watch?.close()
    this.client?.close()
    this.watch = undefined
    this.client = undefined
    this.table.attach(undefined)
  }

  #follow(query: PageQuery): void {
    this.#adopt(query)
    if (this.client !== undefined) this.#watch()
    this.paint()
  }

  #adopt(query: PageQuery): void {
    this.query = query
    if (this.draft.trim() !== query.line) this.draft = query.line
    this.parsed = parseFilter(this.draft, this.config.schema)
    // An address may hold a line that can't be read: then nothing of it is sent.
    this.where = this.parsed.ok ? this.parsed.where : { op: 'all' }
    this.channels.add(query.channel)
  }

  #watch(): void {
    if (this.client === undefined) return
    this.watch?.close()
    this.watch = new Watch({
      client: this.client,
      query: this.asked,
      policy: this.query.policy,
      latestBy: this.latestBy,
      fields: this.fields,
      now: this.now,
      stale: (...parts) => this.frames.stale(...parts),
    })
    this.table.attach(this.watch)
  }
}
