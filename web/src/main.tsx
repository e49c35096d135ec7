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
import { Board } from './state/board.js'
import { configOf } from './state/config.js'
import { connect } from './state/wire.js'
import { copyText } from './view/copy.js'
import { Page } from './view/Page.js'

/** The page's own folder: the server may stand under a base path. */
const base = new URL('.', location.href)
base.search = ''

async function start(): Promise<void> {
  const config = await fetch(new URL('config.json', base))
    .then((answer) => (answer.ok ? answer.json() : undefined))
    .catch(() => undefined)
  const socket = new URL('ws', base)
  socket.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:'
  const board = new Board(configOf(config), {
    connect,
    url: socket.href,
    base: base.href,
    storage: storage(),
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
