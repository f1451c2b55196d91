import { Button, TagsInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { DeviceDetail } from '../../api/types';
import { queryClient, useMay } from '../../app/queries';
import { A } from '../../ui/A';
import { CopyButton } from '../../ui/Copy';
import { groupHex } from '../../ui/format';
import { clean } from '../../ui/hostile';
import { useProblemText } from '../../ui/states';
import { Foreign, Until, When } from '../../ui/Text';
import { toast } from '../../ui/toast';
import { Reported } from './Reported';

export function DeviceGeneral({ detail }: { detail: DeviceDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const problem = useProblemText();
  const d = detail.device;
  const [note, setNote] = useState(d.note);
  const [tags, setTags] = useState(d.tags);
  const changed = note !== d.note || tags.join('\n') !== d.tags.join('\n');
  const can = may('devices', d.groupId);
  const save = () =>
    api.patch(`/devices/${d.id}`, { note, tags }).then(
      () => {
        toast.ok(t('common.saved'));
        queryClient.invalidateQueries({ queryKey: ['device', d.id] });
      },
      (e) => toast.failed(problem(e)),
    );
  const facts = [
    ['model', d.model],
    ['serial', d.serial],
    ['hostname', d.hostname],
    ['os', d.os],
    ['agent', d.agentVersion],
  ].filter(([, v]) => v) as [string, unknown][];
  const apple = d.platform === 'ios' || d.platform === 'ipados';
  const addresses = [...new Set([d.address, ...detail.addresses].filter(Boolean))];
  return (
    <div className="grid2" style={{ alignItems: 'start' }}>
      <section className="card pad">
        <h2 className="block-title" style={{ marginBottom: 12 }}>
          {t('device.facts')}
        </h2>
        <dl className="dl">
          {d.personId && (
            <>
              <dt>{t('device.owner')}</dt>
              <dd>
                <A href={`/users/${d.personId}`}>{clean(d.personName ?? '', 80)}</A>
              </dd>
            </>
          )}
          {facts.map(([k, v]) => (
            <div key={k} style={{ display: 'contents' }}>
              <dt>{t(`device.${k}`)}</dt>
              <dd>
                <Foreign text={v} />
              </dd>
            </div>
          ))}
          {addresses.length > 0 && (
            <>
              <dt>{t('device.address')}</dt>
              <dd>
                {addresses.map((a) => (
                  <div key={a} className="row tight">
                    <Foreign text={a} mono />
                    <CopyButton text={String(a)} />
                  </div>
                ))}
              </dd>
            </>
          )}
          <dt>{t('device.enrolled')}</dt>
          <dd>
            <When at={d.enrolledAt} />
          </dd>
          <dt>{t('device.number')}</dt>
          <dd>{d.number}</dd>
          {!apple && (
            <>
              <dt>{t('device.identity')}</dt>
              <dd>
                {detail.identity ? (
                  <>
                    <span className="mono">{groupHex(detail.identity.fingerprint)}</span>
                    <div className="small muted">
                      {t('device.validUntil')} <Until at={detail.identity.notAfter} />
                    </div>
                  </>
                ) : (
                  <span className="muted">{t('device.noIdentity')}</span>
                )}
              </dd>
            </>
          )}
        </dl>
      </section>
      <div className="stack">
        <section className="card pad stack">
          <TagsInput
            label={t('device.tags')}
            value={tags}
            onChange={setTags}
            disabled={!can}
            maxTags={20}
            placeholder={t('device.tagHint')}
          />
          <Textarea
            label={t('device.note')}
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2000}
            value={note}
            onChange={(e) => setNote(e.currentTarget.value)}
            disabled={!can}
          />
          {changed && (
            <div className="row">
              <Button onClick={save}>{t('common.save')}</Button>
              <Button
                variant="default"
                onClick={() => {
                  setNote(d.note);
                  setTags(d.tags);
                }}
              >
                {t('save.discard')}
              </Button>
            </div>
          )}
        </section>
        <Reported reported={detail.reported} />
      </div>
    </div>
  );
}
