import 'uplot/dist/uPlot.min.css'
import './style/fonts.css'
import './style/tokens.css'
import './style/base.css'
import './style/top.css'
import './style/filter.css'
import './style/facets.css'
import './style/figures.css'
import './style/table.css'
import './style/open.css'
import './style/empty.css'
import './style/narrow.css'
import './style/phone.css'
import { render } from 'preact'
import { arrival } from './signIn/arrival.js'
import { issuerOf } from './signIn/issuer.js'
import { Kept } from './signIn/kept.js'
import type { OidcConfig } from './signIn/oidcConfig.js'
import { SignIn } from './signIn/signIn.js'
import { Access } from './state/access.js'
import { Board } from './state/board.js'
import { configOf } from './state/config.js'
import { followSignIn } from './state/followSignIn.js'
import { connect, endpointsOf } from './state/wire.js'
import { copyText } from './view/copy.js'
import { Page } from './view/Page.js'

/** The page's own folder: the server may stand under a base path. */
const base = new URL('.', location.href)
base.search = ''

async function start(): Promise<void> {
  const told = await fetch(new URL('config.json', base))
    .then((answer) => (answer.ok ? answer.json() : undefined))
    .catch(() => undefined)
  const config = configOf(told)
  const { pingAfterMs } = config
  const choose = endpointsOf(new URL('endpoints.json', base))
  let endpoint = ''
  const url = async (misses: number) => {
    endpoint = await choose(misses)
    return endpoint
  }
  const kept = new Kept(storage())
  const arrived = arrival(location.search, config.oidc && kept)
  if (arrived) history.replaceState(null, '', `${location.pathname}${arrived.search}`)
  const signIn = config.oidc && signInOf(config.oidc, kept)
  const board = new Board(config, {
    connect: (credentials) => connect({ url, ...credentials, ...(pingAfterMs === undefined ? {} : { pingAfterMs }) }),
    endpoint: () => endpoint,
    base: base.href,
    access: new Access(config, storage(), signIn),
    copy: copyText,
    search: () => location.search,
    write: (search, replace) => {
      const address = `${location.pathname}${search}`
      if (replace) history.replaceState(null, '', address)
      else history.pushState(null, '', address)
    },
  })
  addEventListener('popstate', () => board.readAddress())
  document.addEventListener('visibilitychange', () => board.watch?.unseen())
  const place = document.getElementById('page')
  if (place !== null) render(<Page board={board} />, place)
  if (signIn === undefined) return
  followSignIn(board, signIn)
  await signIn.resume(arrived?.answer, arrived?.pending)
}

function signInOf(oidc: OidcConfig, kept: Kept): SignIn {
  return new SignIn({
    issuer: issuerOf(oidc, base.href, Date.now),
    kept,
    now: Date.now,
    setTimer: (run, ms) => {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
    go: (url) => location.assign(url),
    search: () => location.search,
  })
}

/** Browsers may refuse storage, by throwing at the mere name of it. */
function storage(): Storage | undefined {
  try {
    return sessionStorage
  } catch {
    return undefined
  }
}

void start()
