// npm's bittorrent-tracker on this machine: prints where it is, and serves until its input ends.
// node trackers.mjs MODULES
import { join } from 'node:path'

const { default: Server } = await import(join(process.argv[2], 'bittorrent-tracker/server.js'))
const server = new Server({ http: true, udp: true, ws: true, stats: false })
server.on('error', error => console.error(error))
server.on('warning', warning => console.error(`${warning}`))
server.listen(0, { http: '127.0.0.1', udp: '127.0.0.1', udp6: '::1' }, () => {
  const { http, udp4: udp, ws } = server
  console.log(JSON.stringify({
    http: `http://127.0.0.1:${http.address().port}/announce`,
    udp: `udp://127.0.0.1:${udp.address().port}`,
    ws: `ws://127.0.0.1:${(ws.address() ?? http.address()).port}/announce`
  }))
})
process.stdin.on('end', () => process.exit()).resume()
