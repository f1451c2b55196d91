import { Modal } from '@mantine/core';
import { IconAlertTriangle, IconCircle, IconCircleCheck, IconClockHour4, IconXboxX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { InvitationStory } from '../../api/types';
import { language } from '../../i18n';
import { clean } from '../../ui/hostile';
import { reasonText } from '../../ui/reasons';
import { Failed, Lines } from '../../ui/states';
import { When } from '../../ui/Text';
import { funnelSteps } from './Funnel';

type Noted = InvitationStory['steps'][number];

const sides = ['deferred', 'bounced', 'blocked', 'asked'] as const;
const icons = { deferred: IconClockHour4, bounced: IconXboxX, blocked: IconAlertTriangle, asked: IconAlertTriangle };
const tones = { deferred: 'warn', bounced: 'crit', blocked: 'warn', asked: 'warn' };

/** Each step of one invitation with its time; steps to come stand below in grey. */
export function Story({ id, close }: { id: string; close: () => void }) {
  const { t } = useTranslation();
  const { data, error } = useQuery({
    queryKey: ['invitations', id],
    queryFn: () => api.get<InvitationStory>(`/invitations/${id}`),
  });
  return (
    <Modal opened onClose={close} title={t('invitation.story')} size="lg">
      {error && !data ? <Failed error={error} /> : data ? <StoryList story={data} /> : <Lines />}
    </Modal>
  );
}

export function StoryList({ story }: { story: InvitationStory }) {
  const { t } = useTranslation();
  const happened = [...story.steps].sort((a, b) => Date.parse(a.firstAt) - Date.parse(b.firstAt));
  const reached = funnelSteps.indexOf(story.invitation.reached as (typeof funnelSteps)[number]);
  const open = story.invitation.state === 'open' || story.invitation.state === 'used';
  return (
    <ol className="story">
      <li>
        <IconCircleCheck size={18} className="fg-ok" aria-hidden />
        <span>{t('invitation.madeBy', { name: clean(story.invitation.createdBy, 60) })}</span>
        <When at={story.invitation.createdAt} />
      </li>
      {happened.map((x) => (
        <Happened key={`${x.step} ${x.detail}`} of={x} />
      ))}
      {story.invitation.revokedAt && (
        <li>
          <IconXboxX size={18} className="fg-none" aria-hidden />
          <span>{t(`invitation.state.${story.invitation.state}`)}</span>
          <When at={story.invitation.revokedAt} />
        </li>
      )}
      {open &&
        funnelSteps.slice(Math.max(reached + 1, story.invitation.mail.state === 'none' ? 2 : 0)).map((step) => (
          <li key={step} className="waits">
            <IconCircle size={18} aria-hidden />
            <span>{t(`invitation.stage.${step}`)}</span>
            <span>—</span>
          </li>
        ))}
    </ol>
  );
}

function Happened({ of: x }: { of: Noted }) {
  const { t } = useTranslation();
  const side = sides.find((s) => s === x.step);
  const Icon = side ? icons[side] : IconCircleCheck;
  const detail =
    x.step === 'blocked'
      ? t(`invitation.blocked.${x.detail}`, { defaultValue: x.detail })
      : x.step === 'opened'
        ? t(`invitation.openedOn.${x.detail || 'phone'}`, { defaultValue: '' })
        : t(`platform.${x.detail}`, { defaultValue: reasonText(x.detail, language()) });
  return (
    <li>
      <Icon size={18} className={`fg-${side ? tones[side] : 'ok'}`} aria-hidden />
      <span>
        {t(`invitation.stage.${x.step}`)}
        {x.detail && <span className="muted"> · {clean(detail, 300)}</span>}
        {x.times > 1 && <span className="muted"> · {t('invitation.times', { count: x.times })}</span>}
      </span>
      <When at={x.firstAt} />
    </li>
  );
}
