import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { connect as secureConnect } from 'node:tls';
import { home, stop, stopAll, until } from './lib.mjs';
import { relay } from './relay.mjs';
import { bare, client, different, endOfTest, exitOf, files, keep, paint, password, share, shell, started } from './viewers.mjs';

// A display shared by ./fairlead rdp-share, seen and used with stock RDP clients on another display.
let shown;
let server;

before(async () => {
  shown = await bare('1024x768');
  await paint(shown, 40);
  server = await share(shown);
  keep();
});
afterEach(endOfTest);
after(stopAll);

test('the right password opens, a wrong one ends with its own exit code, other security is refused', async () => {
  assert.equal(await exitOf(client(shown, server, '/sec:nla', '+auth-only')), 0);
  assert.ok([132, 134].includes(await exitOf(client(shown, server, '/sec:nla', '/p:wrong', '+auth-only'))));
  assert.equal(await exitOf(client(shown, server, '/sec:tls')), 133);
  assert.equal(await exitOf(client(shown, server, '/sec:rdp')), 133);
});

test('who gives wrong passwords is locked out, the right one included', async () => {
  const strict = await share(shown);
  for (let i = 0; i < 5; i++) {
    assert.ok([132, 134].includes(await exitOf(client(shown, strict, '/sec:nla', '/p:wrong', '+auth-only'))));
  }
  assert.equal(await exitOf(client(shown, strict, '/sec:nla', '+auth-only')), 135);
});

const pictures = [
  ['plain', [], 0],
  ['32 bit', ['/bpp:32'], 0],
  ['24 bit', ['/bpp:24'], 0],
  ['16 bit', ['/bpp:16'], 4],
  ['15 bit', ['/bpp:15'], 4],
  ['graphics pipeline', ['/gfx'], 0],
  ['progressive pipeline', ['/gfx', '+gfx-progressive'], 0],
  ['RemoteFX', ['/rfx', '/bpp:32'], 8],
  ['no fast path', ['-fast-path', '/bpp:32'], 0],
  ['compression asked for', ['+compression', '/bpp:32'], 0],
  ['no bitmap cache', ['-bitmap-cache', '/bpp:32'], 0],
  ['several monitors asked for', ['/multimon', '/bpp:32'], 0],
  ['a LAN', ['/network:lan', '/gfx'], 0],
  ['unknown network', ['/network:auto'], 0],
];
for (const [name, args, fuzz] of pictures) {
  test(`the picture is right: ${name}`, async () => {
    const there = await bare(shown.size);
    const viewer = client(there, server, `/size:${shown.size}`, ...args);
    await until('the first picture', async () => {
      if (viewer.exitCode !== null) throw new Error(`exit ${viewer.exitCode}: ${viewer.text}`);
      return (await different(shown, there, fuzz)) === 0;
    }, 40);
    const seed = 50 + pictures.findIndex((p) => p[0] === name) * 12;
    await paint(shown, seed);
    await until('the next picture', async () => (await different(shown, there, fuzz)) === 0, 40);
    assert.equal(viewer.exitCode, null);
  });
}

for (const size of ['801x601', '1366x768', '65x63']) {
  test(`a screen of ${size} is right on every path`, async () => {
    const odd = await bare(size);
    await paint(odd, 77);
    const sharing = await share(odd);
    const there = await bare('1400x800');
    for (const [mode, fuzz] of [['/gfx', 0], ['/bpp:16', 4], ['/bpp:32', 0], ['/rfx', 8]]) {
      const viewer = client(there, sharing, `/size:${size}`, ...(mode === '/rfx' ? ['/bpp:32'] : []), mode);
      await until(`the picture with ${mode}`, async () => {
        if (viewer.exitCode !== null) throw new Error(`exit ${viewer.exitCode}: ${viewer.text}`);
        return (await different(odd, there, fuzz)) === 0;
      }, 40);
      await stop(viewer);
    }
  });
}

test('keys and the mouse arrive, and nothing stays pressed when the client goes', async () => {
  const there = await bare(shown.size);
  const viewer = client(there, server, `/size:${shown.size}`, '/gfx');
  await until('the picture', async () => (await different(shown, there)) === 0, 40);
  const watcher = started('xev', ['-geometry', '300x300+100+100'], { env: { ...process.env, DISPLAY: shown.name } });
  await until('the watcher is there', () => watcher.text.includes('MapNotify'));
  const window = (await shell(there, 'xdotool', 'search', '--onlyvisible', '--name', 'FreeRDP')).trim().split('\n').at(-1);
  await shell(there, 'xdotool', 'windowfocus', window, 'mousemove', '250', '260');
  await until('the pointer follows', async () =>
    (await shell(shown, 'xdotool', 'getmouselocation')).startsWith('x:250 y:260'));
  await shell(there, 'xdotool', 'click', '1', 'click', '4');
  await until('the button', () => /ButtonPress event[^]*button 1/.test(watcher.text));
  await until('the wheel', () => /ButtonPress event[^]*button 4/.test(watcher.text));
  await shell(there, 'xdotool', 'key', 'q');
  await until('the key', () => /KeyPress event[^]*keysym 0x71, q/.test(watcher.text));
  await shell(there, 'xdotool', 'keydown', 'Shift_L');
  await until('shift', () => /KeyPress event[^]*Shift_L/.test(watcher.text));
  const pressed = watcher.text.length;
  await stop(viewer, 'SIGKILL');
  await until('shift is released', () => /KeyRelease event[^]*Shift_L/.test(watcher.text.slice(pressed)));
});

test('a hidden window costs nothing and is right again afterwards', async () => {
  const there = await bare(shown.size);
  const viewer = client(there, server, `/size:${shown.size}`, '/gfx');
  await until('the picture', async () => (await different(shown, there)) === 0, 40);
  const window = (await shell(there, 'xdotool', 'search', '--onlyvisible', '--name', 'FreeRDP')).trim().split('\n').at(-1);
  const sent = async () => {
    const text = await shell(shown, 'ss', '-tinH', 'state', 'established', 'sport', '=', `:${server.port}`);
    return Number(text.match(/bytes_sent:(\d+)/)?.[1]);
  };
  await shell(there, 'xdotool', 'windowunmap', window);
  let last = await sent();
  // the client says so when its window is gone; from then on not a byte
  await until('silence', async () => {
    await paint(shown, 90 + (last % 7));
    const now = await sent();
    const silent = now === last;
    last = now;
    return silent;
  });
  await shell(there, 'xdotool', 'windowmap', window);
  await until('the picture again', async () => (await different(shown, there)) === 0, 40);
  assert.equal(viewer.exitCode, null);
});

test('a client that stands still holds nothing up and sees the newest picture afterwards', async () => {
  const there = await bare(shown.size);
  const viewer = client(there, server, `/size:${shown.size}`, '/gfx');
  await until('the picture', async () => (await different(shown, there)) === 0, 40);
  const memory = () => Number(readFileSync(`/proc/${server.child.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]);
  viewer.kill('SIGSTOP');
  for (let i = 0; i < 6; i++) await paint(shown, 100 + i * 9);
  const before = memory();
  for (let i = 0; i < 6; i++) await paint(shown, 101 + i * 9);
  assert.ok(memory() - before < 40_000, `from ${before} to ${memory()} kB`);
  viewer.kill('SIGCONT');
  await until('the newest picture', async () => (await different(shown, there)) === 0, 40);
  assert.equal(viewer.exitCode, null);
});

for (const mode of [['/gfx'], ['/bpp:32']]) {
  test(`the client follows when the screen changes its size, with ${mode}`, async () => {
    const screen = await bare('1024x768');
    const sharing = await share(screen);
    const there = await bare('1024x768');
    const viewer = client(there, sharing, '/size:1024x768', ...mode);
    await paint(screen, 33);
    await until('the picture', async () => (await different(screen, there)) === 0, 40);
    for (const change of [
      '--newmode small 25.18 640 656 752 800 480 490 492 525',
      '--addmode screen small',
      '--output screen --mode small',
    ]) {
      await shell(screen, 'xrandr', ...change.split(' '));
    }
    await paint({ ...screen, size: '640x480' }, 34);
    await until('the smaller picture', async () => (await different(screen, there)) === 0, 40);
    assert.equal(viewer.exitCode, null);
  });
}

test('when sharing ends the client is told, and when the display goes the program ends', async () => {
  const screen = await bare('640x480');
  const first = await share(screen);
  const there = await bare('640x480');
  const viewer = client(there, first, '/size:640x480');
  await paint(screen, 21);
  await until('the picture', async () => (await different(screen, there)) === 0, 40);
  await stop(first.child);
  assert.equal(await exitOf(viewer), 1);
  const second = await share(screen);
  await stop(screen.child);
  assert.equal((await second.child.done).code, 1);
});

for (const [mode, way] of [['/gfx', 'cut'], ['/bpp:32', 'lose']]) {
  test(`a client whose line breaks comes back by itself and is right again, with ${mode}, line ${way}`, async () => {
    const there = await bare(shown.size);
    const line = await relay(server.port);
    try {
      const viewer = client(there, line, `/size:${shown.size}`, '+auto-reconnect', '/auto-reconnect-max-retries:5', mode);
      await until('the picture', async () => (await different(shown, there)) === 0, 40);
      line[way]();
      await paint(shown, way === 'cut' ? 61 : 62);
      await until('the next picture on another line', async () =>
        line.count() === 2 && (await different(shown, there)) === 0, 60);
      assert.equal(viewer.exitCode, null);
    } finally {
      line.close();
    }
  });
}

test('rdesktop sees the picture where TLS without network level authentication is allowed', async () => {
  const open = await share(shown, '--sec', 'tls');
  const there = await bare(shown.size);
  const viewer = started('sh', ['-c',
    `yes yes | rdesktop -u anna -p '${password}' -g ${shown.size} -a 16 -D 127.0.0.1:${open.port}`],
    { env: { ...process.env, DISPLAY: there.name, HOME: files, LANG: 'C.UTF-8' }, detached: true });
  await until('the picture', async () => {
    if (viewer.exitCode !== null) throw new Error(viewer.text);
    return (await different(shown, there, 5)) === 0;
  }, 40);
  process.kill(-viewer.pid);
  await viewer.done;
  // Error Info 10 comes before there is a session, so that this client says no more than that it could not connect
  assert.ok([10, 131].includes(await exitOf(client(there, open, '/sec:tls', '/p:wrong'))));
});

test('scanners find neither native RDP security nor weak TLS', async () => {
  const nmap = await shell(shown, 'nmap', '-Pn', '-p', String(server.port), '--script', '+rdp-enum-encryption', '127.0.0.1');
  assert.match(nmap, /CredSSP \(NLA\): SUCCESS/);
  assert.doesNotMatch(nmap, /Native RDP: SUCCESS|SSL: SUCCESS/);
  const scan = await shell(shown, 'sslscan', '--no-colour', '--rdp', `127.0.0.1:${server.port}`);
  assert.match(scan, /TLSv1\.2\s+enabled/);
  assert.match(scan, /TLSv1\.3\s+enabled/);
  assert.doesNotMatch(scan, /(SSLv[23]|TLSv1\.[01])\s+enabled/);
  for (const suite of scan.match(/^(Preferred|Accepted).*$/gm)) assert.match(suite, /GCM|CHACHA20|POLY1305/);
});

/** Logs on with another SPNEGO and NTLM than xfreerdp has, from an address of this machine. */
async function foreign(to, secret, from = '127.0.0.1', ...more) {
  // Debian's own python, which knows Debian's modules
  const child = started('/usr/bin/python3', [join(home, 'acceptance', 'spnego_logon.py'), String(to.port), 'anna', secret, from, ...more]);
  await child.done;
  return child.text.trim();
}

test('a client that speaks SPNEGO logs on, and is told when its password is wrong', async () => {
  assert.match(await foreign(server, password), /^in after [23] tokens$/);
  assert.equal(await foreign(server, 'wrong', '127.0.0.5'), 'refused c000006d');
});

test('a client that begins with Kerberos is led to NTLM and logs on; a wrong password is told as such', async () => {
  // Kerberos' token, the first of NTLM, the proof with the MIC over the mechanisms
  assert.equal(await foreign(server, password, '127.0.0.6', 'kerberos'), 'in after 3 tokens');
  assert.equal(await foreign(server, 'wrong', '127.0.0.7', 'kerberos'), 'refused c000006d');
});

test('hydra finds a password at once where it may, and nothing when it has to guess; others get in meanwhile', async () => {
  const guess = (to, words) => {
    const list = join(files, 'words');
    writeFileSync(list, `${words.join('\n')}\n`);
    return started('hydra', ['-I', '-t', '4', '-l', 'anna', '-P', list, '-s', String(to.port), 'rdp://127.0.0.1'], { cwd: files });
  };
  const strict = await share(shown);
  const control = guess(strict, [password]);
  await control.done;
  assert.match(control.text, /1 valid password found/);
  const wrong = Array.from({ length: 30 }, (_, i) => `wrong${i}`);
  const hydra = guess(strict, [...wrong.slice(0, 20), password, ...wrong.slice(20)]);
  await until('its address is locked', async () => (await foreign(strict, 'wrong')) === 'refused c0000234');
  assert.match(await foreign(strict, password, '127.0.0.2'), /^in/);
  await hydra.done;
  assert.match(hydra.text, /0 valid password found/);
  assert.doesNotMatch(hydra.text, /\[rdp\].*login:/);
});

test('a hundred clients that give up at every step leave nothing behind', async () => {
  const pid = server.child.pid;
  const count = () => ({
    threads: readdirSync(`/proc/${pid}/task`).length,
    files: readdirSync(`/proc/${pid}/fd`).length,
  });
  const segments = () =>
    readFileSync('/proc/sysvipc/shm', 'utf8').trim().split('\n').filter((line) => Number(line.trim().split(/\s+/)[4]) === pid).length;
  const request = Buffer.from('030000130ee000000000000100080002000000', 'hex');
  const once = (step) =>
    new Promise((resolve) => {
      const socket = connect(server.port, '127.0.0.1');
      socket.on('error', resolve);
      socket.on('close', resolve);
      socket.on('connect', () => {
        if (step === 0) socket.destroy();
        else socket.write(step === 1 ? request.subarray(0, 9) : request, () => step === 1 && socket.destroy());
      });
      socket.once('data', () => {
        if (step === 2) {
          socket.destroy();
          return;
        }
        const secure = secureConnect({ socket, rejectUnauthorized: false }, () => {
          if (step === 4) secure.write(Buffer.from('3037a003020106a130302e302ca02a0428', 'hex'));
          setTimeout(() => socket.destroy(), 20);
        });
        secure.on('error', () => {});
      });
    });
  const cycle = async (times) => {
    for (let i = 0; i < times; i++) await once(i % 5);
    for (let i = 0; i < times / 20; i++) assert.equal(await exitOf(client(shown, server, '/sec:nla', '+auth-only')), 0);
    const there = await bare(shown.size);
    const viewer = client(there, server, `/size:${shown.size}`, '/gfx');
    await until('the picture', async () => (await different(shown, there)) === 0, 40);
    await stop(viewer, 'SIGKILL');
    await stop(there.child);
  };
  await cycle(20);
  await until('the first clients are forgotten', () => segments() === 0);
  const idle = count();
  await cycle(100);
  await until('all are forgotten', () => {
    const now = count();
    return segments() === 0 && now.threads <= idle.threads + 3 && now.files <= idle.files + 3;
  });
});
