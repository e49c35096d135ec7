import type { IncomingMessage } from 'node:http'
import type { Config } from '../../config/config.js'
import { authorized, credentialOf } from '../../wire/credential.js'
import { listDeadLetters, settleDeadLetters } from '../deadLetters/deadLetters.js'
import { postEvents } from '../events/postEvents.js'
import type { ServerNode } from '../node.js'
import type { Assets } from '../page/assets.js'
import { pageConfig } from '../page/pageConfig.js'
import { servePage } from '../page/servePage.js'
import { awsError } from '../putEvents/awsAnswer.js'
import { putEvents } from '../putEvents/putEvents.js'
import { type Answer, json, refusedAnswer, text } from './answer.js'
import { BodyBudget } from './body.js'

/** Memory of all bodies that are read at a time. */
const bodiesBytes = 128 * 2 ** 20

type Route = (request: IncomingMessage) => Answer | Promise<Answer>

export interface RoutesParts {
  readonly node: ServerNode
  readonly config: Config
  readonly assets: Assets
  readonly now: () => number
  readonly draining: () => boolean
}

/** What lies at a path below the base path, by method. GET stands for HEAD as well. */
export class Routes {
  readonly #routes: ReadonlyMap<string, ReadonlyMap<string, Route>>
  readonly #basePath: string

  constructor({ node, config, assets, now, draining }: RoutesParts) {
    this.#basePath = config.basePath
    const budget = new BodyBudget(bodiesBytes)
    const { open, trustProxy } = config
    const takes =
      (route: Route, whileStopping: Answer = stopping): Route =>
      (request) =>
        draining() ? whileStopping : route(request)
    const admin =
      (route: Route): Route =>
      async (request) => {
        const holder = await authorized(node.authenticator, credentialOf(request.headers), 'admin')
        return holder.ok ? route(request) : refusedAnswer(holder.refusal)
      }
    const page = [...assets].map(([name, asset]): [string, [string, Route][]] => [
      `/${name}`,
      [['GET', ({ headers }) => servePage(asset, headers)]],
    ])
    const index = assets.get('index.html')
    const routes: [string, [string, Route][]][] = [
      ...page,
      [
        '/',
        [
          ['GET', ({ headers }) => (index === undefined ? unbuilt : servePage(index, headers))],
          ['POST', takes((request) => putEvents(request, { node, open, trustProxy, budget, now }), awsStopping)],
        ],
      ],
      [
        '/events',
        [
          [
            'POST',
            takes(async (request) => {
              const holder = await authorized(node.authenticator, credentialOf(request.headers), 'write')
              return holder.ok ? postEvents(request, node.accept, budget) : refusedAnswer(holder.refusal)
            }),
          ],
        ],
      ],
      ['/dead-letters', [['GET', admin((request) => listDeadLetters(request, node.graveyard))]]],
      ['/dead-letters/redrive', [['POST', admin((request) => settleDeadLetters(request, node.graveyard, 'redrive'))]]],
      ['/dead-letters/discard', [['POST', admin((request) => settleDeadLetters(request, node.graveyard, 'discard'))]]],
      ['/healthz', [['GET', () => json(200, { ok: true })]]],
      ['/readyz', [['GET', async () => (draining() ? stopping : readiness(await node.ready()))]]],
      [
        '/metrics',
        [
          [
            'GET',
            async (request) => {
              const holder = await authorized(node.authenticator, credentialOf(request.headers), 'read')
              if (!holder.ok) return refusedAnswer(holder.refusal)
              return text(200, await node.metrics(), 'text/plain; version=0.0.4; charset=utf-8')
            },
          ],
        ],
      ],
      ['/config.json', [['GET', () => json(200, pageConfig(config))]]],
      ['/endpoints.json', [['GET', () => json(200, { endpoints: config.endpoints })]]],
      [
        '/ws',
        [
          [
            'GET',
            () => refusedAnswer({ code: 'upgrade_required', message: 'this is a WebSocket' }, { upgrade: 'websocket' }),
          ],
        ],
      ],
    ]
    this.#routes = new Map(routes.map(([path, methods]) => [path, new Map(methods)]))
  }

  /** Undefined where the path is outside the base path. */
  path(url: string): string | undefined {
    const end = url.search(/[?#]/)
    const path = end === -1 ? url : url.slice(0, end)
    if (path === this.#basePath) return '/'
    return path.startsWith(`${this.#basePath}/`) ? path.slice(this.#basePath.length) : undefined
  }

  /** For logs: a path that is none of ours could hold anything. */
  nameOf(url: string): string {
    const path = this.path(url)
    return path !== undefined && this.#routes.has(path) ? path : 'unknown'
  }

  /** What a request whose route failed is answered, in the words of that route. */
  faultOf(request: IncomingMessage): Answer {
    const isPutEvents = request.method === 'POST' && this.path(request.url ?? '') === '/'
    if (isPutEvents) return awsError('InternalFailure', 'The request failed; send it again.')
    return refusedAnswer({ code: 'internal', message: 'the request failed' })
  }

  answer(request: IncomingMessage): Answer | Promise<Answer> {
    const url = request.url ?? ''
    const path = this.path(url)
    const methods = path === undefined ? undefined : this.#routes.get(path)
    if (methods === undefined) return refusedAnswer({ code: 'not_found', message: 'there is nothing at this path' })
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '')
    const route = methods.get(method)
    if (route === undefined) {
      const allow = [...methods.keys()].flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name])).join(', ')
      return refusedAnswer({ code: 'method_not_allowed', message: `this path takes ${allow}` }, { allow })
    }
    // The page's own addresses are relative, so it has to stand in its folder.
    if (method === 'GET' && path === '/' && this.#basePath !== '' && /^[^?#]*[^/](?:[?#]|$)/.test(url)) {
      const query = url.search(/[?#]/)
      const location = `${this.#basePath}/${query === -1 ? '' : url.slice(query)}`
      return { status: 308, headers: { location, 'cache-control': 'no-store' } }
    }
    return route(request)
  }
}

const stopping = refusedAnswer({ code: 'unavailable', message: 'the server is stopping' }, { connection: 'close' })
const awsStopping = awsError('ServiceUnavailableException', 'The server is stopping.')
const unbuilt = text(503, 'The page is not built: npm run build\n', 'text/plain; charset=utf-8')

function readiness(ready: Awaited<ReturnType<ServerNode['ready']>>): Answer {
  return json(ready.ok ? 200 : 503, ready)
}
