// The screen of a thin client and what its user does there, and pictures of a display from its own memory.
import assert from 'node:assert/strict';
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { display, folder, run, until } from './lib.mjs';

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Buttons of the thin client's own windows: distance from the right edge (negative: from the left) and from the lower one. */
const BUTTONS = {
  sign: { pause: [164, 30], resume: [158, 30], terminate: [69, 30], show: [191, 30] },
  question: { deny: [211, 52], allow: [93, 52], hide: [316, 51], show: [128, 51] },
  panel: { disconnect: [73, 27], minimise: [150, 27], remote: [190, 27] },
  sheet: { terminate: [-192, 36] },
};

export class Seat {
  constructor(screen, status) {
    this.screen = screen;
    this.status = status;
  }

  async x(...args) {
    const child = run('xdotool', args, { env: { ...process.env, DISPLAY: this.screen.name } });
    assert.equal((await child.done).code, 0, child.text);
  }

  async click(left, top) {
    await this.x('mousemove', String(left), String(top));
    await this.x('click', '1');
  }

  /** The windows of the thin client above its main one, in the order in which they lie. */
  async windows() {
    const child = run('xwininfo', ['-root', '-children'], { env: { ...process.env, DISPLAY: this.screen.name } });
    await child.done;
    return [...child.text.matchAll(/fairlead-thinclient-Main"\)\s+(\d+)x(\d+)\+-?\d+\+-?\d+\s+\+(\d+)\+(\d+)/g)]
      .map(([, width, height, left, top]) => ({ width: +width, height: +height, left: +left, top: +top }))
      .filter((w) => w.width > 20 && w.width < 1280);
  }

  async window(name) {
    const all = await this.windows();
    return {
      sign: all.find((w) => w.height > 40 && w.height < 90 && w.top > 300),
      question: all.find((w) => w.height > 250 && w.top > 60),
      panel: all.find((w) => w.height > 40 && w.height < 80 && w.top === 0),
      sheet: all.find((w) => w.height > 80 && w.top > 40 && w.top < 60),
    }[name];
  }

  /** Presses a button until it has done what it should: a busy machine may lose a click. */
  async press(name, button, done) {
    const [side, fromBottom] = BUTTONS[name][button];
    await until(`${button} on the ${name} is pressed`, async () => {
      if (await done()) return true;
      const w = await this.window(name);
      if (!w) return false;
      await this.click(side < 0 ? w.left - side : w.left + w.width - side, w.top + w.height - fromBottom);
      await pause(300);
      return done();
    });
  }

  /** The connection panel hides in a strip at the upper edge. */
  async openPanel() {
    await until('the panel is open', async () => {
      await this.x('mousemove', '640', '3');
      await pause(400);
      await this.x('mousemove', '560', '12');
      return this.window('panel');
    });
  }
}

/** A display whose pixels are read where its X server keeps them, so that none that is shown for a moment is missed. */
export async function openDisplay() {
  const place = folder();
  const screen = await display('1280x720', ['-fbdir', place]);
  const file = openSync(join(place, 'Xvfb_screen0'), 'r');
  const head = Buffer.alloc(100);
  readSync(file, head, 0, 100, 0);
  const stride = head.readUInt32BE(48);
  const start = head.readUInt32BE(0) + head.readUInt32BE(76) * 12;
  const row = Buffer.alloc(1280 * 4);
  screen.row = (y) => {
    readSync(file, row, 0, row.length, start + y * stride);
    return row;
  };
  screen.child.done.then(() => closeSync(file));
  return screen;
}

/** Counts the moments in which a pixel of a kind can be seen, until it is stopped. */
export class Watch {
  constructor(screen, wanted, rows = [90, 300, 520, 640]) {
    this.seen = 0;
    this.looks = 0;
    this.timer = setInterval(() => {
      this.looks++;
      for (const y of rows) {
        const pixels = screen.row(y);
        for (let i = 0; i < pixels.length; i += 4) {
          if (wanted(pixels[i + 2], pixels[i + 1], pixels[i])) {
            this.seen++;
            return;
          }
        }
      }
    }, 4);
  }

  stop() {
    clearInterval(this.timer);
    assert.ok(this.looks > 50, `only ${this.looks} looks`);
    return this.seen;
  }
}
