// A mail server that takes everything and keeps it, spoken to by the real server over SMTP (RFC 5321).
import { once } from 'node:events';
import { createServer } from 'node:net';

/** The mails that came, each with sender, recipients, headers and decoded text. */
export async function mailServer() {
  const mails = [];
  const server = createServer((socket) => {
    let rest = '';
    let body = null;
    let mail = { to: [] };
    const say = (line) => socket.write(`${line}\r\n`);
    const take = (line) => {
      if (body !== null) {
        if (line !== '.') return body.push(line.startsWith('.') ? line.slice(1) : line);
        mails.push({ ...mail, ...parse(body) });
        mail = { to: [] };
        body = null;
        return say('250 kept');
      }
      const command = line.toUpperCase();
      if (command.startsWith('EHLO')) return say('250-sink\r\n250 8BITMIME');
      if (command.startsWith('MAIL FROM:')) mail.from = line.slice(10).replace(/ .*/, '');
      else if (command.startsWith('RCPT TO:')) mail.to.push(line.slice(8).replace(/ .*/, '').replace(/[<>]/g, ''));
      else if (command === 'DATA') {
        body = [];
        return say('354 go on');
      } else if (command === 'QUIT') {
        say('221 bye');
        return socket.end();
      }
      say('250 ok');
    };
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      const lines = rest.split('\r\n');
      rest = lines.pop();
      lines.forEach(take);
    });
    say('220 sink');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: server.address().port, mails, stop: () => server.close() };
}

const word = (text) =>
  text.replace(/=\?utf-8\?([bq])\?([^?]*)\?=\s*/gi, (_, kind, data) =>
    kind.toLowerCase() === 'b' ? Buffer.from(data, 'base64').toString('utf8') : quoted(data.replaceAll('_', ' ')),
  );

const quoted = (text) =>
  Buffer.from(
    text.replace(/=\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');

/** The text and the files of a mail in parts, each with its headers and its content as bytes. */
export function parts(mail) {
  const boundary = /boundary="?([^";]+)"?/i.exec(mail.headers['content-type'] ?? '')?.[1];
  if (!boundary) return [{ headers: mail.headers, bytes: mail.bytes }];
  const found = [];
  let lines = null;
  for (const line of mail.bytes.toString('latin1').split('\n')) {
    if (line === `--${boundary}` || line === `--${boundary}--`) {
      if (lines) found.push(...parts(parse(lines)));
      lines = [];
    } else lines?.push(line);
  }
  return found;
}

function parse(lines) {
  const end = lines.indexOf('');
  const head = lines
    .slice(0, end)
    .join('\n')
    .replace(/\n[ \t]+/g, ' ');
  const headers = Object.fromEntries(
    head.split('\n').map((h) => [h.slice(0, h.indexOf(':')).toLowerCase(), word(h.slice(h.indexOf(':') + 1).trim())]),
  );
  const raw = lines.slice(end + 1).join('\n');
  const coding = (headers['content-transfer-encoding'] ?? '').toLowerCase();
  const text =
    coding === 'base64'
      ? Buffer.from(raw, 'base64').toString('utf8')
      : coding === 'quoted-printable'
        ? quoted(raw)
        : Buffer.from(raw, 'latin1').toString('utf8');
  const bytes =
    coding === 'base64' ? Buffer.from(raw, 'base64') : Buffer.from(coding === 'quoted-printable' ? text : raw, coding === 'quoted-printable' ? 'utf8' : 'latin1');
  return { headers, subject: headers.subject, text, bytes };
}
