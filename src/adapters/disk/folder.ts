import { mkdirSync } from 'node:fs'
import { type Database, open, type RootDatabase } from 'lmdb'
import type { Schema } from '../../domain/fields.js'
import type { Clock } from '../../ports/clock.js'
import type { Telemetry } from '../../ports/telemetry.js'
import { dataFileOf, storeOptions, whyNoStore } from './dataFile.js'
import { lockFolder } from './folderLock.js'
import { FolderRefused, unusable } from './folderRefused.js'
import { type Change, GroupCommit } from './groupCommit.js'
import { decodeFields, encodeFields, joinFields } from './keptSchema.js'

export interface FolderOptions {
  readonly dir: string
  readonly schema: Schema
  readonly clock: Clock
  /** Is told when something could not be kept. */
  readonly telemetry: Pick<Telemetry, 'fault'>
}

export type Rows<K extends number | string> = Database<Buffer, K>

/** Of what is written here; another one is refused. */
const format = 1

interface Opened {
  readonly root: RootDatabase<Buffer, number | string>
  readonly lock: { release(): Promise<void> }
  readonly group: GroupCommit
  readonly documents: Rows<number>
  readonly journal: Rows<number>
  readonly letters: Rows<number>
  readonly letterPlaces: Rows<string>
  readonly about: Rows<string>
}

/** A folder that keeps the data of one process: documents, accepted events, dead letters, in one file. */
export class Folder {
  readonly #options: FolderOptions
  #opened: Opened | undefined

  constructor(options: FolderOptions) {
    this.#options = options
  }

  /** Makes it where there is none. Rejects with `FolderRefused` where it is held, unusable, or of another schema. */
  async open(): Promise<void> {
    const { dir } = this.#options
    try {
      mkdirSync(dir, { recursive: true, mode: 0o700 })
    } catch (fault) {
      throw unusable(dir, fault)
    }
    const lock = await lockFolder(dir)
    try {
      const opened = this.#store(lock)
      await this.#acquaint(opened)
      this.#opened = opened
    } catch (fault) {
      await lock.release()
      throw fault instanceof FolderRefused ? fault : unusable(dir, fault)
    }
  }

  /** By the sequence of their writes. */
  get documents(): Rows<number> {
    return this.#its.documents
  }

  /** Events that were accepted and are not settled: a row a publication. */
  get journal(): Rows<number> {
    return this.#its.journal
  }

  /** In the order of their arrival; the place of each by its id. */
  get letters(): Rows<number> {
    return this.#its.letters
  }
  get letterPlaces(): Rows<string> {
    return this.#its.letterPlaces
  }

  /** What is known of the whole. */
  get about(): Rows<string> {
    return this.#its.about
  }

  /** All of it or nothing; on the disk once it resolves. Rejects where nothing of it was kept. */
  commit(changes: readonly Change[]): Promise<void> {
    if (this.#opened === undefined) return Promise.reject(new Error('the folder is closed'))
    return this.#opened.group.commit(changes)
  }

  async close(): Promise<void> {
    const opened = this.#opened
    if (opened === undefined) return
    // What was settled last goes with its transaction.
    await new Promise((resolve) => setImmediate(resolve))
    await opened.group.idle()
    this.#opened = undefined
    await opened.group.idle()
    await opened.root.close()
    await opened.lock.release()
  }

  get #its(): Opened {
    if (this.#opened === undefined) throw new Error('the folder is not open')
    return this.#opened
  }

  #store(lock: Opened['lock']): Opened {
    const { dir, telemetry } = this.#options
    const path = dataFileOf(dir)
    const why = whyNoStore(path)
    if (why !== undefined) throw new FolderRefused('bad_config', why)
    const root = open<Buffer, number | string>({ path, ...storeOptions })
    const rows = <K extends number | string>(name: string) => root.openDB<Buffer, K>(name, { encoding: 'binary' })
    return {
      root,
      lock,
      group: new GroupCommit(root, (fault) => telemetry.fault('disk', fault)),
      documents: rows('documents'),
      journal: rows('journal'),
      letters: rows('letters'),
      letterPlaces: rows('letterPlaces'),
      about: rows('about'),
    }
  }

  /** Looks at what was kept before, or begins it. */
  async #acquaint({ about, group, root }: Opened): Promise<void> {
    const { clock, dir, schema } = this.#options
    try {
      const changes: Change[] = []
      const put = (key: string, value: Buffer) => changes.push({ rows: about as Change['rows'], key, value })
      const written = about.get('format')
      if (written === undefined) {
        put('format', Buffer.from(String(format)))
        put('heldSince', Buffer.from(String(clock.now())))
      } else if (written.toString() !== String(format)) {
        const other = `is kept in format ${written}, this version reads ${format}`
        throw new FolderRefused('bad_config', `the folder ${dir} ${other}: use the version that made it`)
      }
      const row = about.get('fields')
      const kept = row === undefined ? new Map() : decodeFields(row)
      if (kept === undefined)
        throw new FolderRefused('bad_config', `the folder ${dir} is damaged: its schema is unreadable`)
      const joined = joinFields(kept, schema.fields)
      if (!joined.ok)
        throw new FolderRefused('bad_config', `the folder ${dir} cannot be used so: ${joined.refusal.message}`)
      const fields = encodeFields(joined.value)
      if (row === undefined || !row.equals(fields)) put('fields', fields)
      await group.commit(changes)
    } catch (fault) {
      await root.close()
      throw fault
    }
  }
}
