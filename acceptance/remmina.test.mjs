import { createCipheriv, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { folder, stopAll, until } from './lib.mjs';
import { bare, different, endOfTest, keep, paint, password, share, shell, started } from './viewers.mjs';

// A shared display, seen and used with Remmina.
let shown;
let server;

/** Remmina with folders of its own, full screen; it keeps passwords by the key in its preferences, so that it asks for nothing. */
function remmina(on, to, depth) {
  const home = folder();
  const at = join(home, 'config', 'remmina');
  mkdirSync(at, { recursive: true });
  const key = randomBytes(32);
  const cipher = createCipheriv('des-ede3-cbc', key.subarray(0, 24), key.subarray(24)).setAutoPadding(false);
  const padded = Buffer.alloc(Math.ceil((password.length + 1) / 8) * 8);
  padded.write(password);
  const sealed = Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
  const lines = (head, values) => [`[${head}]`, ...Object.entries(values).map(([k, v]) => `${k}=${v}`), ''].join('\n');
  writeFileSync(join(at, 'remmina.pref'), lines('remmina_pref', {
    secret: key.toString('base64'),
    disable_tray_icon: true,
    fullscreen_toolbar_visibility: 2,
  }));
  const profile = join(home, 'shown.remmina');
  const [width, height] = on.size.split('x');
  writeFileSync(profile, lines('remmina', {
    ...{ name: 'shown', protocol: 'RDP', server: `127.0.0.1:${to.port}`, username: 'anna', password: sealed },
    ...{ cert_ignore: 1, colordepth: depth, resolution_mode: 0, resolution_width: width, resolution_height: height },
    ...{ viewmode: 4, scale: 0, disableclipboard: 1, sound: 'off' },
  }));
  return started('remmina', ['-c', profile], {
    env: {
      ...{ PATH: process.env.PATH, DISPLAY: on.name, LANG: 'C.UTF-8', HOME: home, NO_AT_BRIDGE: '1' },
      ...{ XDG_CONFIG_HOME: join(home, 'config'), XDG_DATA_HOME: join(home, 'data'), XDG_CACHE_HOME: join(home, 'cache') },
      // without a session bus it asks nobody else's keyring and joins no other Remmina
      ...{ DBUS_SESSION_BUS_ADDRESS: 'disabled:', GSETTINGS_BACKEND: 'memory' },
    },
  });
}

before(async () => {
  shown = await bare('1024x768');
  await paint(shown, 40);
  server = await share(shown);
  keep();
});
afterEach(endOfTest);
after(stopAll);

// the numbers are Remmina's own for its colour depths
for (const [name, depth, fuzz] of [['bitmaps of 16 bit', 16, 4], ['bitmaps of 32 bit', 32, 0], ['the graphics pipeline', 64, 0]]) {
  test(`Remmina shows the picture and brings keys and the mouse, with ${name}`, async () => {
    const there = await bare(shown.size);
    started('openbox', [], { env: { ...process.env, DISPLAY: there.name } });
    const viewer = remmina(there, server, depth);
    const same = async () => {
      if (viewer.exitCode !== null) throw new Error(`exit ${viewer.exitCode}: ${viewer.text}`);
      return (await different(shown, there, fuzz)) === 0;
    };
    await until('the first picture', same, 40);
    await paint(shown, 50 + depth);
    await until('the next picture', same, 40);
    const watcher = started('xev', ['-geometry', '300x300+100+100'], { env: { ...process.env, DISPLAY: shown.name } });
    await until('the watcher is there', () => watcher.text.includes('MapNotify'));
    await until('the pointer follows', async () => {
      await shell(there, 'xdotool', 'mousemove', '249', '259', 'mousemove', '250', '260');
      return (await shell(shown, 'xdotool', 'getmouselocation')).startsWith('x:250 y:260');
    });
    await shell(there, 'xdotool', 'click', '1');
    await until('the button', () => /ButtonPress event[^]*button 1/.test(watcher.text));
    await shell(there, 'xdotool', 'key', 'q');
    await until('the key', () => /KeyPress event[^]*keysym 0x71, q/.test(watcher.text));
  });
}
