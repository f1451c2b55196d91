// What a connected administrator adds to the memory of a thin client: a real server, a real thin client on a display of
// 1920x1080, xfreerdp on another, a moving picture on 30 % of the screen. Called by bench/rdp.sh.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { display, folder, home, run, startServer, stopAll, thinClient, until } from '../../acceptance/lib.mjs';
import { Administrator } from '../../acceptance/offline.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const ALLOW = ['1317', '715']; // the button on a screen of 1920x1080

function memory(pid) {
  const kib = (file, name) => Number(readFileSync(`/proc/${pid}/${file}`, 'utf8').match(new RegExp(`^${name}:\\s+(\\d+)`, 'm'))[1]);
  return { rss: (kib('status', 'VmRSS') * 1024) / 1e6, pss: (kib('smaps_rollup', 'Pss') * 1024) / 1e6 };
}

/** The largest and the middle of several looks, half a second apart. */
async function looks(pid, seconds) {
  const all = [];
  for (let i = 0; i < seconds * 2; i++) {
    all.push(memory(pid));
    await pause(500);
  }
  const at = (share) => {
    const of = (name) => all.map((m) => m[name]).sort((a, b) => a - b)[Math.ceil(share * (all.length - 1))];
    return { rss: of('rss'), pss: of('pss') };
  };
  return { most: at(1), middle: at(0.5) };
}

try {
  const server = await startServer(join(folder(), 'data'));
  const [desk, seat] = await Promise.all([display('1920x1080'), display('1920x1080')]);
  const ann = await new Administrator(server.url).follow(server.setup, 'ann', 'Ann Admin');
  const client = thinClient(seat.name, folder(), ['--server', server.enrol, '--accept-fingerprint', server.fingerprint]);
  await until('it is online', () => client.status()?.connection === 'online', 120);
  const { deviceId, pid } = client.status();
  await pause(15_000);
  const alone = await looks(pid, 3);
  const data = await until('the device lets in', async () => {
    const d = await ann.call('GET', `/devices/${deviceId}/remote`);
    return d.open && d;
  });
  const { password } = await ann.call('POST', `/devices/${deviceId}/remote/reveal`, {});
  const admin = run(
    'xfreerdp',
    [`/v:127.0.0.1:${data.port}`, '/u:support', `/p:${password}`, '/cert:ignore', '/size:1920x1080', '-decorations', '/gfx', '/network:lan'],
    { env: { ...process.env, DISPLAY: desk.name, HOME: folder() } },
  );
  await until('the user is asked', () => client.status().remoteAsks === 'connection');
  const env = { ...process.env, DISPLAY: seat.name };
  await until('the user allows', async () => {
    await run('xdotool', ['mousemove', ...ALLOW, 'click', '1'], { env }).done;
    await pause(500);
    return client.status().remote === 'screen';
  });
  const video = run('python3', [join(home, 'bench/rdp/workload.py'), '--display', seat.name, '--kind', 'video', '--seconds', '20']);
  const looking = await looks(pid, 20);
  await video.done;
  // ended by the console: a client that is killed may leave a line that looks broken, whose visit lasts a minute more
  await ann.call('POST', `/devices/${deviceId}/remote/end`, {});
  await admin.done;
  await until('nobody is there', () => client.status().remote === null);
  await pause(5_000);
  const after = await looks(pid, 1);
  const line = (name, m) => console.log(`| ${name} | ${m.rss.toFixed(0)} | ${m.pss.toFixed(0)} |`);
  console.log('\n| memory of the thin client | RSS MB | PSS MB |\n|---|---|---|');
  const more = (m) => ({ rss: m.rss - alone.middle.rss, pss: m.pss - alone.middle.pss });
  line('nobody connected', alone.middle);
  line('an administrator sees video for 20 s, middle', looking.middle);
  line('the same, largest', looking.most);
  line('five seconds after he has gone', after.middle);
  line('the administrator adds, middle', more(looking.middle));
  line('the same, largest', more(looking.most));
} finally {
  await stopAll();
}
process.exit(0);
