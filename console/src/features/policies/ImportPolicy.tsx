import { FileInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { queryClient, useGroups } from '../../app/queries';
import { Confirm } from '../../ui/Confirm';
import { clean } from '../../ui/hostile';
import { useGo } from '../../ui/location';
import { Notice } from '../../ui/Status';
import { toast } from '../../ui/toast';
import { GroupPicker } from '../groups/GroupPicker';

interface PolicyFile {
  format: string;
  name: string;
  values: Record<string, unknown>;
  locks: string[];
}

const isPolicy = (x: unknown): x is PolicyFile => {
  const f = x as PolicyFile | null;
  return f?.format === 'fairlead-policy' && typeof f.name === 'string' && typeof f.values === 'object';
};

/** Makes an inactive policy from a file that this or another server wrote. */
export function ImportPolicy({ group, close }: { group?: string; close: () => void }) {
  const { t } = useTranslation();
  const go = useGo();
  const groups = useGroups();
  const [file, setFile] = useState<PolicyFile | null>(null);
  const [wrong, setWrong] = useState(false);
  const [name, setName] = useState('');
  const [chosen, setGroup] = useState<string | null>(group ?? null);
  const groupId = chosen ?? groups.find((g) => !g.parentId)?.id ?? null;
  const open = async (f: File | null) => {
    setFile(null);
    setWrong(false);
    if (!f) return;
    try {
      const read: unknown = JSON.parse(await f.text());
      if (!isPolicy(read)) throw new Error('not a policy');
      setFile(read);
      setName(read.name);
    } catch {
      setWrong(true);
    }
  };
  const run = async () => {
    const made = await api.post<{ id: string; secretsLeftOut: string[] }>('/policies/import', { groupId, name, file });
    queryClient.invalidateQueries({ queryKey: ['policies'] });
    toast.ok(
      made.secretsLeftOut.length
        ? t('policy.importedSecrets', { count: made.secretsLeftOut.length })
        : t('policy.imported'),
    );
    go(`/policies/${made.id}/settings`);
  };
  return (
    <Confirm
      title={t('policy.importTitle')}
      button={t('policy.import')}
      disabled={!file || !name.trim() || !groupId}
      run={run}
      close={close}
    >
      <span className="muted">{t('policy.importHelp')}</span>
      <FileInput
        label={t('policy.file')}
        placeholder={t('policy.chooseFile')}
        accept=".json,application/json"
        onChange={open}
        error={wrong ? t('policy.notAPolicy') : undefined}
        clearable
      />
      {file && (
        <>
          <Notice tone="info">
            {t('policy.fileHolds', {
              name: clean(file.name, 60),
              values: Object.keys(file.values).length,
              locks: Array.isArray(file.locks) ? file.locks.length : 0,
            })}
          </Notice>
          <TextInput
            label={t('policy.name')}
            maxLength={100}
            value={name}
            onChange={(e) => setName(e.currentTarget.value)}
          />
          <GroupPicker label={t('device.group')} value={groupId} onChange={setGroup} />
        </>
      )}
    </Confirm>
  );
}
