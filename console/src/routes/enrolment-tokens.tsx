import { IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { EnrolmentToken } from '../api/types';
import { useMay } from '../app/queries';
import { clean } from '../ui/hostile';
import { inDays, ResourcePage } from '../ui/ResourcePage';
import { Tag } from '../ui/Status';
import { When } from '../ui/Text';

const tones = { active: 'ok', 'used up': 'none', expired: 'warn', revoked: 'none' } as const;
const names = { active: 'active', 'used up': 'usedUp', expired: 'expired', revoked: 'revoked' } as const;

export default function EnrolmentTokens() {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <ResourcePage<EnrolmentToken>
      path="/enrolment-tokens"
      title={t('nav.enrolmentTokens')}
      answer={t('token.answer')}
      icon={IconKey}
      can={may('devices')}
      empty={{ title: t('token.emptyTitle'), text: t('token.empty') }}
      nameOf={(x) => x.name}
      columns={[
        {
          id: 'name',
          header: t('device.name'),
          width: 'minmax(160px,1.4fr)',
          render: (x) => <bdi>{clean(x.name, 80)}</bdi>,
        },
        {
          id: 'state',
          header: t('command.state'),
          width: '130px',
          phone: true,
          render: (x) => <Tag tone={tones[x.state]}>{t(`token.state.${names[x.state]}`)}</Tag>,
        },
        {
          id: 'group',
          header: t('device.group'),
          width: 'minmax(140px,1.2fr)',
          render: (x) => <bdi>{x.groupPath.map((g) => clean(g, 40)).join(' / ')}</bdi>,
        },
        {
          id: 'used',
          header: t('token.used'),
          width: '130px',
          render: (x) =>
            x.maxUses === null
              ? t('token.usedOf', { used: x.used, max: '∞' })
              : t('token.usedOf', { used: x.used, max: x.maxUses }),
        },
        { id: 'expires', header: t('token.expires'), width: '140px', render: (x) => <When at={x.expiresAt} /> },
        { id: 'by', header: t('common.by'), width: '140px', render: (x) => <bdi>{clean(x.createdBy, 40)}</bdi> },
      ]}
      add={{
        title: t('token.add'),
        fields: [
          { key: 'name', label: t('device.name'), kind: 'text', help: t('token.nameHelp') },
          { key: 'groupId', label: t('move.into'), kind: 'group' },
          { key: 'maxUses', label: t('token.maxUses'), kind: 'number', help: t('token.maxUsesHelp'), optional: true },
          {
            key: 'days',
            label: t('token.days'),
            kind: 'select',
            options: [
              { value: '1', label: t('span.day') },
              { value: '7', label: t('span.week') },
              { value: '30', label: t('span.month') },
              { value: '365', label: t('span.year') },
            ],
          },
        ],
        initial: { name: '', groupId: null, maxUses: 1, days: '7' },
        body: ({ days, ...v }) => ({ ...v, expiresAt: inDays(days) }),
        answer: (made) => ({
          title: t('token.madeTitle'),
          help: t('token.madeHelp'),
          value: (made as { secret: string }).secret,
        }),
      }}
      remove={{
        button: t('token.revoke'),
        title: (name) => t('token.revokeTitle', { name }),
        help: t('token.revokeHelp'),
        allowed: (x) => x.state === 'active',
      }}
    />
  );
}
