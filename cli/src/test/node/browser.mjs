// A web page with WebTorrent that knows an archive's address and a tracker: fetches a chunk from peers, and says what came.
// node browser.mjs MODULES ARCHIVE TRACKER CHUNK
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

const [modules, archive, tracker, chunk] = process.argv.slice(2)
const { chromium } = createRequire(join(resolve(modules), 'x'))('playwright-core')
const bundle = await readFile(join(modules, 'webtorrent/dist/webtorrent.min.js'))

// From this machine itself, as pages from elsewhere may not compute hashes without https.
const server = createServer((request, response) => {
  const script = request.url === '/webtorrent.min.js'
  response.setHeader('content-type', script ? 'text/javascript' : 'text/html')
  response.end(script ? bundle : '<!doctype html><title>test</title>')
}).listen(0, '127.0.0.1')
await new Promise(listening => server.once('listening', listening))

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--disable-features=WebRtcHideLocalIpsWithMdns']
})
const page = await browser.newPage()
page.on('console', message => console.error(message.text()))
page.on('pageerror', error => console.error(error))
await page.goto(`http://127.0.0.1:${server.address().port}/`)
const result = await page.evaluate(async ({ archive, tracker, chunk }) => {
  const { default: WebTorrent } = await import('/webtorrent.min.js')
  const hash = async bytes => [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))]
    .map(byte => byte.toString(16).padStart(2, '0')).join('')
  const tail = await fetch(`${archive}chunks/${chunk}`, { headers: { Range: 'bytes=-16' } })
  const torrentFile = await (await fetch(`${archive}torrents/${chunk}.torrent`)).arrayBuffer()
  const client = new WebTorrent({ dht: false, lsd: false, utp: false, tracker: { rtcConfig: { iceServers: [] } } })
  client.on('error', error => console.error(`webtorrent: ${error}`))
  const torrent = await new Promise(added =>
    client.add(new Uint8Array(torrentFile), { announce: [tracker], deselect: true }, added))
  const kinds = new Set()
  torrent.on('wire', wire => kinds.add(wire.type))
  const began = performance.now()
  const range = []
  for await (const bytes of torrent.files[0][Symbol.asyncIterator]({ start: 1000, end: 1999 })) range.push(...bytes)
  const first = performance.now()
  const fetched = torrent.downloaded
  const again = performance.now()
  const far = []
  const middle = Math.floor(torrent.length / 2)
  for await (const bytes of torrent.files[0][Symbol.asyncIterator]({ start: middle, end: middle + 999 })) far.push(...bytes)
  const second = performance.now()
  const whole = await (await torrent.files[0].blob()).arrayBuffer()
  const end = performance.now()
  return {
    contentRange: tail.headers.get('Content-Range'),
    kinds: [...kinds],
    range: await hash(new Uint8Array(range)),
    far: await hash(new Uint8Array(far)),
    fetchedForRange: fetched,
    bytes: whole.byteLength,
    sha256: await hash(whole),
    millis: { connectedAndRange: first - began, range: second - again, whole: end - second }
  }
}, { archive, tracker, chunk })
console.log(JSON.stringify(result))
await browser.close()
server.close()
