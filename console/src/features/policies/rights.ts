/** The rights of which one is needed to change a policy or a security profile. */
export const settingsRights = [
  'settings.general',
  'settings.connection',
  'settings.system',
  'settings.certificates',
  'settings.data',
] as const;
