import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { luaText } from '../../../src/adapters/redis/luaText.js'
import { type Gate, open, type Step } from './gate.js'
import { isEmpty, Values, wordsOf } from './resp.js'

const scripts = new Map(
  Object.entries(luaText).map(([name, text]) => [createHash('sha1').update(text).digest('hex'), name]),
)

/** The script's name for a script, else the command. */
function nameOf([command = '', script = '']: readonly string[]): string {
  const name = command.toLowerCase()
  if (name === 'evalsha') return scripts.get(script) ?? name
  if (name === 'eval') return scripts.get(createHash('sha1').update(script).digest('hex')) ?? name
  return name
}

/** Of a command on a stream. */
function topicOf(words: readonly string[]): Pick<Step, 'topic'> {
  const topic = words.map((word) => /^\w+:\{b:(\w+)\}$/.exec(word)?.[1]).find((found) => found !== undefined)
  return topic === undefined ? {} : { topic }
}

/** Stands between a process and its Redis: every command passes the gate on its way there, and every answer on its way back. */
export class RedisProxy {
  gate: Gate = open
  /** What Redis says on a subscription does not arrive. */
  deaf = false
  readonly #sockets = new Set<Socket>()
  readonly #server = createServer((socket) => this.#serve(socket))
  readonly #port: number
  readonly #held = new Set<string>()
  #release: (() => void)[] = []
  readonly #underWay = new Map<string, number>()

  private constructor(port: number) {
    this.#port = port
  }

  static async start(url: string): Promise<RedisProxy> {
    const proxy = new RedisProxy(Number(new URL(url).port))
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /**
   * Commands of this name (and topic) wait before Redis until they are released. Resolves when none of that name is under
   * way any more.
   */
  async hold(name: string, topic?: string): Promise<void> {
    this.#held.add(topic === undefined ? name : `${name} ${topic}`)
    while ((this.#underWay.get(name) ?? 0) > 0) await new Promise((resolve) => setTimeout(resolve, 5))
  }

  release(): void {
    this.#held.clear()
    for (const go of this.#release.splice(0)) go()
  }

  /** Cuts every connection, as a network does. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async stop(): Promise<void> {
    this.cut()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #serve(socket: Socket): void {
    const upstream = connect(this.#port, '127.0.0.1')
    for (const [one, other] of [[socket, upstream] as const, [upstream, socket] as const]) {
      this.#sockets.add(one)
      one.setNoDelay(true)
      one.on('error', () => {})
      one.on('close', () => {
        this.#sockets.delete(one)
        other.destroy()
      })
    }
    const waiting: Step[] = []
    socket.on('close', () => {
      for (const { name } of waiting.splice(0)) this.#count(name, -1)
    })
    // What a subscription brings answers no command.
    let subscribed = false
    const requests = new Values()
    let asking = Promise.resolve()
    socket.on('data', (chunk) => {
      for (const command of requests.take(chunk)) {
        const words = wordsOf(command)
        const name = nameOf(words)
        if (/^p?subscribe$/.test(name)) subscribed = true
        asking = asking.then(async () => {
          const step = { backend: 'redis', name, ...topicOf(words) }
          const isHeld = this.#held.has(name) || this.#held.has(`${name} ${step.topic}`)
          if (isHeld) await new Promise<void>((resolve) => this.#release.push(resolve))
          if (socket.destroyed) return
          this.#count(name, 1)
          const passes = await this.gate.before(step)
          if (!passes || socket.destroyed) return this.#count(name, -1)
          // Its answers are told from messages by nobody here.
          if (subscribed) this.#count(name, -1)
          else waiting.push(step)
          upstream.write(command)
        })
      }
    })
    const replies = new Values()
    let answering = Promise.resolve()
    upstream.on('data', (chunk) => {
      for (const reply of replies.take(chunk)) {
        if (subscribed && this.deaf) continue
        const step = subscribed ? undefined : waiting.shift()
        if (step !== undefined) this.#count(step.name, -1)
        answering = answering.then(async () => {
          if (step !== undefined && !(await this.gate.after({ ...step, empty: isEmpty(reply) }))) return
          if (!socket.destroyed) socket.write(reply)
        })
      }
    })
  }

  #count(name: string, by: number): void {
    this.#underWay.set(name, (this.#underWay.get(name) ?? 0) + by)
  }
}
