// A relay in front of a TCP port that can break the line as networks do.
import { connect, createServer } from 'node:net';

export async function relay(port) {
  const lines = [];
  const server = createServer((client) => {
    const line = { client, server: connect(port, '127.0.0.1') };
    lines.push(line);
    for (const [from, to] of [[line.client, line.server], [line.server, line.client]]) {
      from.on('data', (data) => to.write(data));
      from.on('error', () => {});
      from.on('end', () => to.end());
      from.on('close', () => line.kept || to.destroy());
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    /** How many connections came. */
    count: () => lines.length,
    /** Both ends hear that the line is broken. */
    cut() {
      lines.at(-1).client.resetAndDestroy();
      lines.at(-1).server.resetAndDestroy();
    },
    /** Only the client hears it; the server's end stays as if nothing had happened. */
    lose() {
      lines.at(-1).kept = true;
      lines.at(-1).client.resetAndDestroy();
    },
    close() {
      server.close();
      for (const { client, server: behind } of lines) for (const socket of [client, behind]) socket.destroy();
    },
  };
}
