import { expect, test } from 'vitest';
import en from '../../i18n/en.json';
import ru from '../../i18n/ru.json';
import { isKnown, marks, shown } from './words';

test('every known key has a name in both languages, and no name is for a key that is not known', () => {
  for (const texts of [en, ru]) for (const key of Object.keys(texts.iphone.key)) expect(isKnown(key), key).toBe(true);
  expect(Object.keys(en.iphone.key)).toHaveLength(33);
  expect(isKnown('SomethingNew')).toBe(false);
});

test('values are said in words and units, strange ones as they came', () => {
  expect(shown('PasscodePresent', true)).toEqual({ as: 'yes' });
  expect(shown('BatteryLevel', '0.82')).toEqual({ as: 'percent', number: 0.82 });
  expect(shown('BatteryLevel', '-1')).toEqual({ as: 'word', key: 'unknown' });
  expect(shown('HardwareEncryptionCaps', '3')).toEqual({ as: 'word', key: 'encryption3' });
  expect(shown('HardwareEncryptionCaps', '9')).toEqual({ as: 'text', text: '9' });
  expect(shown('PasscodeLockGracePeriod', '0')).toEqual({ as: 'word', key: 'atOnce' });
  expect(shown('LastCloudBackupDate', '<b>')).toEqual({ as: 'text', text: '<b>' });
});

test('encryption without a passcode is no protection', () => {
  const sheet = (security: object, information: object = {}) => ({
    supervised: false,
    answers: {
      SecurityInfo: { content: { SecurityInfo: security } },
      DeviceInformation: { content: { ...information } },
    },
  });
  const of = (key: string, ...rest: Parameters<typeof sheet>) => marks(sheet(...rest)).find((m) => m.key === key);
  expect(of('encryption', { HardwareEncryptionCaps: 3, PasscodePresent: false })?.value).toBe('needsPasscode');
  expect(of('encryption', { HardwareEncryptionCaps: 3, PasscodePresent: true })?.level).toBe('ok');
  expect(of('passcode', { PasscodePresent: false })?.level).toBe('critical');
  expect(of('passcode', {})?.value).toBe('unknown');
  expect(of('activationLock', {}, { IsActivationLockEnabled: true })?.value).toBe('on');
  expect(of('lostMode', {}, { IsMDMLostModeEnabled: true })?.level).toBe('warning');
});
