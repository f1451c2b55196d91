/** Known answers of Apple's DeviceInformation and SecurityInfo; their names are in the texts under iphone.key. */
const known = new Set([
  'DeviceName',
  'OSVersion',
  'SupplementalOSVersionExtra',
  'BuildVersion',
  'ModelName',
  'Model',
  'ProductName',
  'SerialNumber',
  'UDID',
  'DeviceCapacity',
  'AvailableDeviceCapacity',
  'BatteryLevel',
  'CellularTechnology',
  'IsSupervised',
  'IsDeviceLocatorServiceEnabled',
  'IsActivationLockEnabled',
  'IsMDMLostModeEnabled',
  'IsCloudBackupEnabled',
  'LastCloudBackupDate',
  'TimeZone',
  'WiFiMAC',
  'BluetoothMAC',
  'IsRoaming',
  'DataRoamingEnabled',
  'VoiceRoamingEnabled',
  'PersonalHotspotEnabled',
  'AwaitingConfiguration',
  'HardwareEncryptionCaps',
  'PasscodePresent',
  'PasscodeCompliant',
  'PasscodeCompliantWithProfiles',
  'PasscodeLockGracePeriod',
  'PasscodeLockGracePeriodEnforced',
]);

export const isKnown = (key: string) => known.has(key);

/** What a value is: shown with a unit, as a percentage, as one of a few words, as a time, or as it came. */
export type Shown =
  | { as: 'yes' | 'no' }
  | { as: 'text'; text: string }
  | { as: 'gigabytes' | 'percent' | 'seconds'; number: number }
  | { as: 'word'; key: string }
  | { as: 'time'; at: string };

export function shown(key: string, value: string | boolean): Shown {
  if (typeof value === 'boolean') return { as: value ? 'yes' : 'no' };
  const number = Number(value);
  const numeric = value !== '' && Number.isFinite(number);
  if (key === 'BatteryLevel' && numeric)
    return number >= 0 && number <= 1 ? { as: 'percent', number } : { as: 'word', key: 'unknown' };
  if ((key === 'DeviceCapacity' || key === 'AvailableDeviceCapacity') && numeric) return { as: 'gigabytes', number };
  if ((key === 'PasscodeLockGracePeriod' || key === 'PasscodeLockGracePeriodEnforced') && numeric)
    return number === 0 ? { as: 'word', key: 'atOnce' } : { as: 'seconds', number };
  if (key === 'HardwareEncryptionCaps' && [0, 1, 2, 3].includes(number) && numeric)
    return { as: 'word', key: `encryption${number}` };
  if (key === 'CellularTechnology' && [0, 1, 2, 3].includes(number) && numeric)
    return { as: 'word', key: `cellular${number}` };
  if (key === 'LastCloudBackupDate' && !Number.isNaN(Date.parse(value))) return { as: 'time', at: value };
  return { as: 'text', text: value };
}

export interface Mark {
  key: 'passcode' | 'encryption' | 'supervised' | 'findMy' | 'activationLock' | 'lostMode';
  value: string;
  level: 'ok' | 'warning' | 'info' | 'critical';
}

const bag = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

/** The state of security at a glance; what the phone has not said is "unknown". */
export function marks(sheet: {
  supervised: boolean;
  answers: Record<string, { content: Record<string, unknown> } | undefined>;
}): Mark[] {
  const info = sheet.answers.DeviceInformation?.content ?? {};
  const information = bag(info.QueryResponses ?? info);
  const security = bag(sheet.answers.SecurityInfo?.content.SecurityInfo);
  const present = security.PasscodePresent;
  const compliant = security.PasscodeCompliantWithProfiles ?? security.PasscodeCompliant;
  const caps = security.HardwareEncryptionCaps;
  const flag = (key: Mark['key'], value: unknown, on: Mark['level'], off: Mark['level']): Mark => ({
    key,
    value: value === true ? 'on' : value === false ? 'off' : 'unknown',
    level: value === true ? on : value === false ? off : 'info',
  });
  const all: Mark[] = [
    present === true
      ? compliant === false
        ? { key: 'passcode', value: 'weak', level: 'warning' }
        : { key: 'passcode', value: 'set', level: 'ok' }
      : present === false
        ? { key: 'passcode', value: 'missing', level: 'critical' }
        : { key: 'passcode', value: 'unknown', level: 'info' },
    // files are closed by the passcode alone: without one the hardware's ciphers protect nothing
    caps === 3 && present === true
      ? { key: 'encryption', value: 'full', level: 'ok' }
      : typeof caps === 'number' && present !== undefined
        ? { key: 'encryption', value: caps === 3 ? 'needsPasscode' : 'partial', level: 'warning' }
        : { key: 'encryption', value: 'unknown', level: 'info' },
    { key: 'supervised', value: sheet.supervised ? 'on' : 'off', level: sheet.supervised ? 'ok' : 'info' },
    flag('findMy', information.IsDeviceLocatorServiceEnabled, 'ok', 'info'),
    flag('activationLock', information.IsActivationLockEnabled, 'ok', 'info'),
  ];
  if (information.IsMDMLostModeEnabled === true) all.unshift({ key: 'lostMode', value: 'on', level: 'warning' });
  return all;
}
