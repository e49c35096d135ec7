import { aptInstall, findProgram } from './apt.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

/** The browser that the page's tests drive. */
export function prepareChromium() {
  if (names.some(findProgram)) return
  aptInstall('Chromium is not here, so the tests of the page will fail.', 'chromium')
}
