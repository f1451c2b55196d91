import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import russian from '../i18n/reasons.ru.json';
import { known, reasonText } from './reasons';

const core = '../android/core/src/main/java/org/fairlead/android/core';
const app = '../android/app/src/main/java/org/fairlead/agent';
const files = [
  `${core}/command/Commands.java`,
  `${core}/agent/Orders.java`,
  `${app}/Tasks.java`,
  `${app}/Locator.java`,
];

test('every reason that the Android agent gives for a command is known in Russian', () => {
  const said = files.flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(
        /(?:Refused|Unsupported|Refusal|FAILED,|reason =)\s*\(?\s*"((?:[^"\\]|\\.)+)"( \+ \w+(?: \+ "([^"]*)")?)?/g,
      ),
    ].map((m) => m[1].replace(/^refused: /, '') + (m[2] ? `7${m[3] ?? ''}` : '')),
  );
  expect(said.length).toBeGreaterThan(15);
  expect(said.filter((text) => text !== '7' && !known(text))).toEqual([]);
});

const policy = `${core}/policy`;
const thinClient = '../thinclient/src/main/java/org/fairlead/thinclient';
const settings = [
  ...['Plans', 'Restriction', 'Networks'].map((name) => `${policy}/${name}.java`),
  ...['Apps', 'EapConfig', 'Installer', 'Kiosk', 'AndroidDevice', 'Steps', 'Wifi'].map((name) => `${app}/${name}.java`),
  ...['Network', 'Clock', 'Program', 'Screen', 'Demo'].map((name) => `${thinClient}/apply/${name}Applier.java`),
  `${thinClient}/apply/Appliers.java`,
];

test('every reason why a device does not obey a setting is known in Russian', () => {
  const said = settings.flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(
        /(?:Refusal|Failed|Unsupported|unsupported|OWNER =|return)\s*\(?\s*"([a-zA-Z][^"\\]{7,})"( \+)?/g,
      ),
    ].map((m) => ({ text: m[1], more: Boolean(m[2]) })),
  );
  const begins = (text: string) =>
    Object.keys(russian).some((key) => key.startsWith(`${text}{}`)) || known(`${text}needs Android 9`);
  expect(said.length).toBeGreaterThan(40);
  expect(said.filter(({ text, more }) => !(more ? begins(text) : known(text)))).toEqual([]);
});

test('every reason of ours why a mail does not go is known in Russian', () => {
  const server = '../server/src/main/java/org/fairlead/server';
  const said = ['core/invite/InvitationMails', 'mail/SmtpMailer', 'mail/TrustedRoots'].flatMap((name) =>
    [
      ...readFileSync(`${server}/${name}.java`, 'utf8').matchAll(
        /(?:failed\(invitation,|permanent \?|MailFailed\(|Exception \?)\s*"([^"\\]+)"( \+)?/g,
      ),
    ].map((m) => m[1] + (m[2] ? 'x' : '')),
  );
  expect(said.length).toBe(4);
  expect(said.filter((text) => !known(text))).toEqual([]);
});

test('several reasons, each with what it is about', () => {
  expect(
    reasonText('unsupported: bluetooth: only the owner of the device may do this; Office: WPA3 needs Android 10', 'ru'),
  ).toBe('не поддерживается: Bluetooth: это может только владелец устройства; Office: для WPA3 нужен Android 10');
  expect(reasonText('needs API level 28, the phone has 26', 'ru')).toBe('нужен уровень API 28, у телефона 26');
  expect(reasonText('desk:8444 does not answer: timed out', 'ru')).toBe('desk:8444 не отвечает: timed out');
});

test('a reason is said in Russian, with what it names; English and unknown ones stay as they came', () => {
  expect(reasonText('refused: location is switched off on the phone', 'ru')).toBe(
    'отказано: определение местоположения на телефоне выключено',
  );
  expect(reasonText('unsupported: this agent does not know the command $& <b>', 'ru')).toBe(
    'не поддерживается: агент не знает команды $& <b>',
  );
  expect(reasonText("refused: the security profile allows photos on the company's own phones only", 'ru')).toBe(
    'отказано: профиль безопасности разрешает это только на телефонах компании: фотографирование',
  );
  expect(reasonText('refused: location is switched off on the phone', 'en')).toBe(
    'refused: location is switched off on the phone',
  );
  expect(reasonText('something new', 'ru')).toBe('something new');
  expect(reasonText('a\u202eb', 'ru')).not.toContain('\u202e');
});
