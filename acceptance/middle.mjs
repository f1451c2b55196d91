// A TLS server with a look-alike chain that keeps what it gets: node middle.mjs ADDRESS PORT FOLDER
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { connect, createServer as tcp } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';

const [address, port, folder] = process.argv.slice(2);
const seen = { connections: 0, secured: 0, certificates: 0, read: '', wire: [] };
const keep = () => {
  writeFileSync(join(folder, 'middle.new'), JSON.stringify(seen));
  renameSync(join(folder, 'middle.new'), join(folder, 'middle.json'));
};

const inner = createServer(
  {
    key: readFileSync(join(folder, 'leaf.key')),
    cert: readFileSync(join(folder, 'chain.pem')),
    minVersion: 'TLSv1.3',
    requestCert: true,
    rejectUnauthorized: false,
  },
  (socket) => {
    seen.secured += 1;
    if (socket.getPeerCertificate()?.raw) seen.certificates += 1;
    keep();
    socket.on('data', (data) => {
      seen.read += data.toString('latin1');
      keep();
    });
    socket.on('error', () => {});
  },
);
inner.on('tlsClientError', () => {});
inner.listen(0, '127.0.0.1', () => {
  tcp((client) => {
    seen.connections += 1;
    const index = seen.wire.push('') - 1;
    const chunks = [];
    const server = connect(inner.address().port, '127.0.0.1');
    client.on('data', (data) => {
      chunks.push(data);
      seen.wire[index] = Buffer.concat(chunks).toString('base64');
      keep();
      server.write(data);
    });
    server.on('data', (data) => client.write(data));
    const end = () => {
      client.destroy();
      server.destroy();
    };
    for (const side of [client, server]) {
      side.on('error', end);
      side.on('close', end);
    }
  }).listen(Number(port), address, keep);
});
