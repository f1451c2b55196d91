import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MockServer } from './routes.mjs';

const port = Number(process.env.PORT ?? 8099);
const dist = fileURLToPath(new URL('../dist', import.meta.url));
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const mock = new MockServer(Number(process.env.DEVICES ?? 100_000));

createServer(async (request, response) => {
  const url = new URL(request.url, 'http://mock');
  if (url.pathname.startsWith('/api/v1/') || url.pathname.startsWith('/mock/'))
    return mock.handle(request, response, url);
  const file = join(dist, normalize(url.pathname));
  const path = file.startsWith(dist) && existsSync(file) && statSync(file).isFile() ? file : join(dist, 'index.html');
  response.writeHead(200, {
    'Content-Type': types[extname(path)] ?? 'application/octet-stream',
    'Content-Security-Policy': CSP,
  });
  createReadStream(path).pipe(response);
}).listen(port, '127.0.0.1', () => console.log(`mock server on http://127.0.0.1:${port}`));
