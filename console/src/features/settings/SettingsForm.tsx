import { ActionIcon, Switch, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconLock } from '@tabler/icons-react';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { BlockState, Catalogue, CatBlock, CatSection, CatSetting, Origin, SettingState } from '../../api/types';
import { language } from '../../i18n';
import { A } from '../../ui/A';
import { clean } from '../../ui/hostile';
import { reasonText } from '../../ui/reasons';
import { inLanguage, Notice, Tag } from '../../ui/Status';
import { When } from '../../ui/Text';
import { FieldInput } from './FieldInput';
import { ListField } from './ListField';
import {
  currentValue,
  isChanged,
  isShown,
  originOf,
  type Subject,
  sectionChanged,
  sectionErrors,
  settingsOf,
} from './model';

const dataExchange = ['server', 'logs', 'remote'];

/** The place below data exchange where request codes are answered; not a section of the catalogue. */
export const CONFIRM = 'confirm-user-actions';

/** The place below a device's data exchange with what an RDP client needs to connect. */
export const CONNECT = 'connection-data';

/** The sections at the left; the data exchange sections stand together as people know them. */
export function SectionNav({
  catalogue,
  subject,
  current,
  href,
}: {
  catalogue: Catalogue;
  subject: Subject;
  current: string;
  href: (section: string) => string;
}) {
  const { t } = useTranslation();
  const nav = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a phone the sections are a strip that may hide the open one
  useEffect(() => {
    const here = nav.current?.querySelector<HTMLElement>('[aria-current]');
    if (nav.current && here) nav.current.scrollLeft = here.offsetLeft - nav.current.offsetLeft - 16;
  }, [current]);
  const groups = [
    { title: '', list: catalogue.sections.filter((s) => !dataExchange.includes(s.id)) },
    { title: t('setting.dataExchange'), list: catalogue.sections.filter((s) => dataExchange.includes(s.id)) },
  ];
  return (
    <nav className="section-nav" aria-label={t('setting.sections')} ref={nav}>
      {groups
        .filter((g) => g.list.length)
        .map((g) => (
          <div key={g.title} className="section-group">
            {g.title && <div className="nav-head">{g.title}</div>}
            {g.list.map((s) => {
              const errors = sectionErrors(subject, s);
              return (
                <A
                  key={s.id}
                  href={href(s.id)}
                  className="nav-link"
                  aria-current={s.id === current ? 'page' : undefined}
                >
                  <span className="clip">{inLanguage(s.title)}</span>
                  {errors > 0 ? (
                    <span className="nav-count fg-crit">{errors}</span>
                  ) : (
                    sectionChanged(subject, s) && (
                      <span className="changed-dot nav-count" role="img" aria-label={t('setting.changed')} />
                    )
                  )}
                </A>
              );
            })}
            {g.title && subject.level === 'device' && (
              <A
                href={href(CONNECT)}
                className="nav-link two-lines"
                aria-current={current === CONNECT ? 'page' : undefined}
              >
                <span>{t('remote.title')}</span>
              </A>
            )}
            {g.title && (
              <A
                href={href(CONFIRM)}
                className="nav-link two-lines"
                aria-current={current === CONFIRM ? 'page' : undefined}
              >
                <span>{t('codes.title')}</span>
              </A>
            )}
          </div>
        ))}
    </nav>
  );
}

function OriginText({ origin }: { origin: Origin }) {
  const { t } = useTranslation();
  if (origin.kind === 'default') return <span className="muted">{t('origin.default')}</span>;
  if (origin.kind === 'device') return <span>{t('origin.device')}</span>;
  if (origin.kind === 'profile')
    return (
      <Tooltip label={t('origin.profile', { name: clean(origin.policyName, 40) })}>
        <A href={`/security-profiles/${origin.policyId}/settings`} className="clip">
          {clean(origin.policyName, 40)}
        </A>
      </Tooltip>
    );
  const label = t('origin.policyIn', { policy: clean(origin.policyName, 40), group: clean(origin.groupName, 40) });
  return (
    <Tooltip label={label}>
      {origin.policyId ? (
        <A href={`/policies/${origin.policyId}/settings`} className="clip">
          {clean(origin.policyName, 40)}
        </A>
      ) : (
        <span className="clip">{clean(origin.policyName, 40)}</span>
      )}
    </Tooltip>
  );
}

const stateTone = { applied: 'ok', failed: 'crit', unsupported: 'warn', pending: 'info' } as const;

/** How one setting stands on a phone, with the cause beside it unless its block has said so. */
function SettingStateMark({ state, said }: { state: SettingState; said: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="setting-state">
      <Tag tone={stateTone[state.state]}>{t(`settingState.${state.state}`)}</Tag>
      {state.state === 'pending' && state.since && (
        <span className="muted">
          {t('settingState.since')} <When at={state.since} />
        </span>
      )}
      {state.reason && !said && (
        <span className={state.state === 'failed' ? 'fg-crit' : 'muted'}>{reasonText(state.reason, language())}</span>
      )}
    </div>
  );
}

function SettingRow({ setting, subject, disabled }: { setting: CatSetting; subject: Subject; disabled: boolean }) {
  const { t } = useTranslation();
  const value = currentValue(subject, setting);
  const origin = originOf(subject, setting);
  const changed = isChanged(subject, setting.key);
  const title = inLanguage(setting.title);
  const state = subject.states?.[setting.key];
  return (
    <div className={`setting ${changed ? 'is-changed' : ''}`} id={`row-${setting.key}`}>
      <div className="setting-name">
        <label htmlFor={setting.key}>{title}</label>
        {setting.supervised && (
          <Tooltip label={t('setting.supervisedHelp')}>
            <span className="tag none">{t('setting.supervised')}</span>
          </Tooltip>
        )}
        {changed && <span className="changed-dot" role="img" aria-label={t('setting.changed')} />}
        <div className="small muted">{inLanguage(setting.help)}</div>
      </div>
      <div className="setting-value">
        {setting.type === 'list' ? (
          <ListField
            setting={setting}
            value={Array.isArray(value) ? value : []}
            onChange={(v) => subject.set(setting.key, v)}
            disabled={disabled}
            errors={subject.errors}
          />
        ) : (
          <FieldInput
            id={setting.key}
            label={title}
            field={setting}
            value={value}
            onChange={(v) => subject.set(setting.key, v)}
            disabled={disabled}
            error={subject.errors[setting.key]}
          />
        )}
      </div>
      <div className="setting-origin small">
        {state && <SettingStateMark state={state} said={!!subject.blocks?.some((b) => b.reason === state.reason)} />}
        {origin === 'own' ? (
          <>
            <span className="own">
              {t(
                subject.level === 'device'
                  ? 'origin.device'
                  : subject.profile
                    ? 'origin.thisProfile'
                    : 'origin.thisPolicy',
              )}
            </span>
            {!disabled && (
              <Tooltip label={t('setting.reset')}>
                <ActionIcon
                  size="sm"
                  variant="subtle"
                  color="gray"
                  aria-label={`${t('setting.reset')}: ${title}`}
                  onClick={() => subject.set(setting.key, undefined)}
                >
                  <IconArrowBackUp size={14} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
          </>
        ) : (
          <OriginText origin={origin} />
        )}
      </div>
    </div>
  );
}

function BlockStateMark({ state }: { state: BlockState }) {
  const { t } = useTranslation();
  return (
    <Tooltip label={<When at={state.at} />} disabled={!state.at}>
      <span>
        <Tag tone={stateTone[state.state]}>{t(`blockState.${state.state}`)}</Tag>
      </span>
    </Tooltip>
  );
}

function BlockCard({ block, settings, subject }: { block: CatBlock; settings: CatSetting[]; subject: Subject }) {
  const { t } = useTranslation();
  const lockedBy = subject.lockedBy[block.id];
  const may = subject.may(block.right);
  const disabled = !!lockedBy || !may || !!subject.readOnly;
  const state = subject.blocks?.find((b) => b.block === block.id);
  const locked = subject.locks?.has(block.id) ?? false;
  return (
    <section className="card block" aria-labelledby={`block-${block.id}`}>
      <div className="block-head">
        <div className="grow">
          <div className="row">
            <h3 id={`block-${block.id}`}>{inLanguage(block.title)}</h3>
            {state && <BlockStateMark state={state} />}
          </div>
          <div className="small muted">{inLanguage(block.help)}</div>
        </div>
        {subject.lock && !lockedBy && (
          <Switch
            checked={locked}
            disabled={disabled}
            onChange={(e) => subject.lock?.(block.id, e.currentTarget.checked)}
            label={t('setting.enforced')}
            aria-label={t('setting.enforcedFor', { name: inLanguage(block.title) })}
            labelPosition="left"
            thumbIcon={locked ? <IconLock size={10} aria-hidden /> : undefined}
          />
        )}
      </div>
      {state?.reason && state.state !== 'applied' && (
        <div className="block-note">
          <Notice tone={state.state === 'failed' ? 'crit' : 'warn'}>{reasonText(state.reason, language())}</Notice>
        </div>
      )}
      {lockedBy ? (
        <div className="locked-note">
          <IconLock size={16} aria-hidden />
          <span>
            {t('setting.lockedBy')}{' '}
            {lockedBy.policyId ? (
              <A
                href={`/${lockedBy.kind === 'profile' ? 'security-profiles' : 'policies'}/${lockedBy.policyId}/settings/${block.id.split('.')[0]}`}
              >
                {clean(lockedBy.policyName, 60)}
              </A>
            ) : (
              clean(lockedBy.policyName, 60)
            )}{' '}
            {lockedBy.groupName && t('setting.inGroup', { group: clean(lockedBy.groupName, 60) })}
          </span>
        </div>
      ) : (
        !may && (
          <div className="locked-note">
            <IconLock size={16} aria-hidden />
            <span>{t('setting.noRight')}</span>
          </div>
        )
      )}
      {settings.map((s) => (
        <SettingRow key={s.key} setting={s} subject={subject} disabled={disabled} />
      ))}
    </section>
  );
}

/** The settings of one section: the same form for a device and for a policy, made from the catalogue. */
export function SettingsForm({
  catalogue,
  section,
  subject,
}: {
  catalogue: Catalogue;
  section: CatSection;
  subject: Subject;
}) {
  const { t } = useTranslation();
  const all = useMemo(() => new Map(settingsOf(catalogue).map((s) => [s.key, s])), [catalogue]);
  const blocks = section.blocks
    .map((block) => ({ block, settings: block.settings.filter((s) => isShown(subject, s, all)) }))
    .filter((b) => b.settings.length > 0);
  return (
    <div className="stack">
      <div>
        <h2 className="section-title">{inLanguage(section.title)}</h2>
        <div className="muted">{inLanguage(section.help)}</div>
      </div>
      {blocks.length === 0 && <Notice tone="info">{t('setting.nothingHere')}</Notice>}
      {blocks.map(({ block, settings }) => (
        <BlockCard key={block.id} block={block} settings={settings} subject={subject} />
      ))}
    </div>
  );
}
