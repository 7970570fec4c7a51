// npm's bittorrent-tracker on this machine: prints where it is, and then the infohash of each torrent that a client begins to announce;
// serves until its input ends.
// node trackers.mjs MODULES HOST
import { join } from 'node:path'

const { default: Server } = await import(join(process.argv[2], 'bittorrent-tracker/server.js'))
const host = process.argv[3]
const server = new Server({ http: true, udp: true, ws: true, stats: false })
server.on('error', error => console.error(error))
server.on('warning', warning => console.error(`${warning}`))
server.on('start', (address, { info_hash: infohash }) => console.log(infohash))
server.listen(0, { http: host, udp: host, udp6: '::1' }, () => {
  const { http, udp4: udp, ws } = server
  console.log(JSON.stringify({
    http: `http://${host}:${http.address().port}/announce`,
    udp: `udp://${host}:${udp.address().port}`,
    ws: `ws://${host}:${(ws.address() ?? http.address()).port}/announce`
  }))
})
process.stdin.on('end', () => process.exit()).resume()
