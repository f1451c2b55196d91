// What the tests of offline codes need: a device behind a cable that can be cut, administrators who sign in over HTTPS,
// and a man in the middle.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { home, run, totp, until } from './lib.mjs';

async function sh(command, ...args) {
  const child = run(command, args);
  const { code } = await child.done;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${child.text}`);
  return child.text;
}

/** A network of its own for devices, joined to this machine by one cable. */
export class Cable {
  static async lay() {
    const probe = run('unshare', ['-n', 'true']);
    if ((await probe.done).code !== 0) {
      throw new Error('the tests of offline codes cut a network of their own: run them as root, or allow unshare -n');
    }
    const cable = new Cable();
    const net = process.pid % 200;
    cable.near = `10.213.${net}.1`;
    cable.nearToo = `10.213.${net}.3`;
    cable.far = `10.213.${net}.2`;
    cable.end = `fl${process.pid % 100000}a`;
    const other = `fl${process.pid % 100000}b`;
    cable.holder = run('unshare', ['-n', 'sleep', '3600']);
    await until('the network is there', async () => {
      const mine = readFileSync(`/proc/${cable.holder.pid}/comm`, 'utf8').trim();
      return mine === 'sleep';
    });
    await sh('ip', 'link', 'add', cable.end, 'type', 'veth', 'peer', 'name', other);
    // without IPv6 nothing changes seconds after the cable was joined
    await sh('ip', 'link', 'set', cable.end, 'addrgenmode', 'none');
    await sh('ip', 'link', 'set', other, 'netns', String(cable.holder.pid));
    await sh('ip', 'addr', 'add', `${cable.near}/29`, 'dev', cable.end);
    await sh('ip', 'addr', 'add', `${cable.nearToo}/29`, 'dev', cable.end);
    await sh('ip', 'link', 'set', cable.end, 'up');
    await cable.inside('ip', 'addr', 'add', `${cable.far}/29`, 'dev', other);
    await cable.inside('ip', 'link', 'set', other, 'up');
    await cable.inside('ip', 'link', 'set', 'lo', 'up');
    return cable;
  }

  enter(...args) {
    return ['-t', String(this.holder.pid), '-n', ...args];
  }

  inside(...args) {
    return sh('nsenter', ...this.enter(...args));
  }

  cut() {
    return sh('ip', 'link', 'set', this.end, 'down');
  }

  join() {
    return sh('ip', 'link', 'set', this.end, 'up');
  }

  async remove() {
    await sh('ip', 'link', 'del', this.end).catch(() => {});
  }

  /** A thin client at the far end, without the means to touch the machine. */
  thinClient(screen, state, args) {
    const control = join(state, 'control.json');
    rmSync(control, { force: true }); // what an earlier run said of itself
    const child = run(
      'nsenter',
      this.enter('./fairlead', 'thinclient', '--display', screen, '--state', join(state, 'state'), '--control', control, '--demo', ...args),
      { cwd: home, env: { ...process.env, DISPLAY: screen, LANG: 'C.UTF-8' } },
    );
    return {
      child,
      folder: join(state, 'state'),
      status: () => (existsSync(control) ? JSON.parse(readFileSync(control, 'utf8')) : null),
    };
  }
}

/** An administrator with a session of their own. */
export class Administrator {
  constructor(url) {
    this.url = url;
    this.cookies = new Map();
    this.used = 0;
  }

  async raw(method, path, body) {
    return new Promise((resolve, reject) => {
      const ask = request(
        `${this.url}/api/v1${path}`,
        {
          method,
          rejectUnauthorized: false,
          headers: {
            'X-Fairlead': '1',
            'Content-Type': 'application/json',
            Cookie: [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; '),
          },
        },
        (answer) => {
          for (const line of answer.headers['set-cookie'] ?? []) {
            const [pair] = line.split(';');
            this.cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
          }
          let text = '';
          answer.on('data', (chunk) => {
            text += chunk;
          });
          answer.on('end', () => {
            let parsed = null;
            try {
              parsed = text ? JSON.parse(text) : null;
            } catch {
              parsed = text;
            }
            resolve({ status: answer.statusCode, body: parsed });
          });
        },
      );
      ask.on('error', reject);
      ask.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** Calls the API; confirms the presence where that is asked for. */
  async call(method, path, body) {
    let answer = await this.raw(method, path, body);
    if (answer.status === 403 && JSON.stringify(answer.body).includes('step-up')) {
      const up = await this.raw('POST', '/session/step-up', { totp: await this.oneTime() });
      assert.ok(up.status < 300, JSON.stringify(up));
      answer = await this.raw(method, path, body);
    }
    if (answer.status >= 400) {
      const problem = new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      problem.status = answer.status;
      problem.body = answer.body;
      throw problem;
    }
    return answer.body;
  }

  /** Follows a one-time link: password, then an authenticator. */
  async follow(link, login, name) {
    this.login = login;
    this.password = `${login} has a correct horse`;
    await this.call('POST', '/setup', { token: link.split('/').at(-1), login, name, password: this.password });
    const offer = await this.call('POST', '/me/totp');
    this.secret = offer.secret;
    await this.call('PUT', '/me/totp', { code: await this.oneTime() });
    return this;
  }

  /** A one-time password counts once: waits until there is one that was not used. */
  async oneTime() {
    const half = () => Math.floor(Date.now() / 30_000);
    const next = Math.max(half(), this.used + 1);
    await until('another one-time password holds', () => half() + 1 >= next);
    this.used = next;
    return totp(this.secret, next * 30_000);
  }

  /** Signs in anew, at the same or another server. */
  async signIn() {
    this.cookies.clear();
    await this.call('POST', '/session', { login: this.login, password: this.password });
    await this.call('POST', '/session/totp', { code: await this.oneTime() });
    return this;
  }
}

/** Looks like the real gateway, names and all, but has keys of its own; stands at its address inside the cable's network. */
export class Middle {
  static async stand(cable, port, folder) {
    const middle = new Middle();
    middle.log = join(folder, 'middle.json');
    await sh(
      'sh',
      '-c',
      `cd "$0" && for k in ca leaf; do openssl ecparam -name prime256v1 -genkey -noout -out $k.key; done &&
       openssl req -x509 -new -key ca.key -subj "/CN=Fairlead server CA" -days 30 -out ca.pem &&
       openssl req -new -key leaf.key -subj "/CN=Fairlead" -out leaf.csr &&
       printf 'subjectAltName=IP:${cable.near},DNS:localhost\\n' > san &&
       openssl x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -days 30 -extfile san -out leaf.pem &&
       cat leaf.pem ca.pem > chain.pem`,
      folder,
    );
    await cable.inside('ip', 'addr', 'add', `${cable.near}/32`, 'dev', 'lo');
    middle.cable = cable;
    middle.child = run(
      'nsenter',
      cable.enter(process.execPath, join(home, 'acceptance', 'middle.mjs'), cable.near, String(port), folder),
    );
    await until('the man in the middle listens', () => existsSync(middle.log));
    return middle;
  }

  /** Connections, whole requests and bytes that it could read, and everything that came over the wire in base64. */
  seen() {
    return JSON.parse(readFileSync(this.log, 'utf8'));
  }

  async leave() {
    await this.cable.inside('ip', 'addr', 'del', `${this.cable.near}/32`, 'dev', 'lo');
    this.child.kill();
    await this.child.done;
  }
}
