// What a connected administrator adds to the memory of a thin client: a real server, a real thin client on a display of
// 1920x1080, xfreerdp on another, a moving picture on 30 % of the screen. Called by bench/rdp.sh.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { display, folder, home, run, startServer, stop, stopAll, thinClient, until } from '../../acceptance/lib.mjs';
import { Administrator } from '../../acceptance/offline.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const ALLOW = ['1190', '657']; // the button in the middle of a screen of 1920x1080

function memory(pid) {
  const kib = (file, name) => Number(readFileSync(`/proc/${pid}/${file}`, 'utf8').match(new RegExp(`^${name}:\\s+(\\d+)`, 'm'))[1]);
  return { rss: (kib('status', 'VmRSS') * 1024) / 1e6, pss: (kib('smaps_rollup', 'Pss') * 1024) / 1e6 };
}

/** The largest of several looks, half a second apart. */
async function largest(pid, seconds) {
  const most = { rss: 0, pss: 0 };
  for (let i = 0; i < seconds * 2; i++) {
    const now = memory(pid);
    most.rss = Math.max(most.rss, now.rss);
    most.pss = Math.max(most.pss, now.pss);
    await pause(500);
  }
  return most;
}

try {
  const server = await startServer(join(folder(), 'data'));
  const [desk, seat] = await Promise.all([display('1920x1080'), display('1920x1080')]);
  const ann = await new Administrator(server.url).follow(server.setup, 'ann', 'Ann Admin');
  const client = thinClient(seat.name, folder(), ['--server', server.enrol, '--accept-fingerprint', server.fingerprint]);
  await until('it is online', () => client.status()?.connection === 'online', 120);
  const { deviceId, pid } = client.status();
  await pause(15_000);
  const alone = await largest(pid, 3);
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
  const looking = await largest(pid, 20);
  await video.done;
  await stop(admin);
  await until('nobody is there', () => client.status().remote === null);
  await pause(5_000);
  const after = await largest(pid, 1);
  const line = (name, m) => console.log(`| ${name} | ${m.rss.toFixed(0)} | ${m.pss.toFixed(0)} |`);
  console.log('\n| memory of the thin client | RSS MB | PSS MB |\n|---|---|---|');
  line('nobody connected', alone);
  line('an administrator sees video, largest in 20 s', looking);
  line('five seconds after he has gone', after);
  line('the administrator adds', { rss: looking.rss - alone.rss, pss: looking.pss - alone.pss });
} finally {
  await stopAll();
}
process.exit(0);
