// The public JSONPlaceholder API on this machine:
//
//	node server.js [PORT]      3000 unless said otherwise; 0 for any free one
//
// The first line of its output is the address. With --attached it ends when its standard
// input does: a test that dies leaves no server behind.
'use strict'

process.env.NODE_ENV = 'production' // no line for each request
const app = require('jsonplaceholder/src/app')

const [port = '3000'] = process.argv.slice(2).filter((arg) => !arg.startsWith('--'))
const server = app.listen(Number(port), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`)
})
if (process.argv.includes('--attached')) {
  process.stdin.on('end', () => process.exit(0)).resume()
}
