import {
  IconAddressBook,
  IconAdjustmentsHorizontal,
  IconApi,
  IconArrowsShuffle,
  IconBell,
  IconBrandAndroid,
  IconChecklist,
  IconDeviceMobileCog,
  IconDevices2,
  IconFilterStar,
  IconFolders,
  IconGauge,
  IconInbox,
  IconKey,
  IconListCheck,
  IconMailForward,
  IconPlayerPlay,
  IconServerCog,
  IconShieldCheck,
  IconShieldLock,
  IconTimelineEvent,
  IconTrash,
  IconUserCheck,
  IconUsers,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Right } from '../api/types';

export interface Place {
  key: string;
  href: string;
  icon: ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>;
  /** One of these is needed. */
  right?: Right | Right[];
}

/** Whether somebody with these rights sees the place. */
export const seen = (p: Place, may: (right: Right) => boolean): boolean => !p.right || [p.right].flat().some(may);

/** The left navigation: by what people manage; places without a right to see them are absent. */
export const navigation: { key: string; places: Place[] }[] = [
  { key: '', places: [{ key: 'overview', href: '/', icon: IconGauge }] },
  {
    key: 'devices',
    places: [
      { key: 'managed', href: '/devices', icon: IconDevices2 },
      { key: 'unassigned', href: '/unassigned', icon: IconInbox },
      { key: 'selections', href: '/selections', icon: IconFilterStar },
      { key: 'groups', href: '/groups', icon: IconFolders },
      { key: 'movingRules', href: '/moving-rules', icon: IconArrowsShuffle, right: 'devices' },
      { key: 'enrolmentTokens', href: '/enrolment-tokens', icon: IconKey, right: 'devices' },
      { key: 'commands', href: '/commands', icon: IconPlayerPlay },
      { key: 'approvals', href: '/approvals', icon: IconUserCheck, right: 'devices' },
      { key: 'deletedDevices', href: '/deleted-devices', icon: IconTrash, right: 'devices' },
    ],
  },
  {
    key: 'people',
    places: [
      { key: 'users', href: '/users', icon: IconAddressBook, right: ['view', 'people'] },
      { key: 'invitations', href: '/invitations', icon: IconMailForward, right: ['view', 'people'] },
    ],
  },
  {
    key: 'policies',
    places: [
      { key: 'policies', href: '/policies', icon: IconAdjustmentsHorizontal },
      { key: 'securityProfiles', href: '/security-profiles', icon: IconDeviceMobileCog, right: ['view', 'people'] },
      { key: 'compliance', href: '/compliance', icon: IconChecklist },
    ],
  },
  {
    key: 'monitoring',
    places: [
      { key: 'events', href: '/events', icon: IconTimelineEvent },
      { key: 'codes', href: '/codes', icon: IconShieldCheck, right: ['codes.device', 'codes.certificate', 'audit'] },
      { key: 'notifications', href: '/notifications', icon: IconBell, right: 'administration' },
    ],
  },
  {
    key: 'settings',
    places: [
      { key: 'administrators', href: '/administrators', icon: IconUsers, right: 'administration' },
      { key: 'roles', href: '/roles', icon: IconShieldLock, right: 'administration' },
      { key: 'apiTokens', href: '/api-tokens', icon: IconApi, right: 'administration' },
      { key: 'android', href: '/android', icon: IconBrandAndroid, right: ['administration', 'devices'] },
      { key: 'audit', href: '/audit', icon: IconListCheck, right: 'audit' },
      { key: 'server', href: '/server', icon: IconServerCog, right: 'administration' },
    ],
  },
];
