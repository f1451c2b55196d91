import { Modal } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Catalogue } from '../../api/types';
import { ChangeTable, ConflictDialog, SaveBar } from '../settings/Changes';
import { focusFirst } from '../settings/useDraft';
import type { PolicyDraft } from './usePolicyDraft';

/** The bar below a policy or profile with unsaved changes, what saving would do, and what another person saved meanwhile. */
export function Unsaved({
  draft,
  catalogue,
  effect,
  children,
}: {
  draft: PolicyDraft;
  catalogue?: Catalogue;
  effect: string;
  /** What saving would do beside the settings. */
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const [looking, setLooking] = useState(false);
  const would = draft.dry.data;
  const conflict = draft.conflict;
  return (
    <>
      {draft.count > 0 && (
        <SaveBar
          count={draft.count}
          errors={draft.wrong}
          effect={effect}
          busy={draft.busy}
          save={() => draft.save()}
          discard={draft.reset}
          firstError={() => focusFirst(draft.errors)}
          more={would && (would.changes.length || would.groups.length) ? () => setLooking(true) : undefined}
        />
      )}
      {looking && would && (
        <Modal opened onClose={() => setLooking(false)} size="xl" title={t('save.what')}>
          <div className="stack">
            <span>{effect}</span>
            <ChangeTable catalogue={catalogue} changes={would.changes} />
            {children}
          </div>
        </Modal>
      )}
      {conflict && (
        <ConflictDialog
          catalogue={catalogue}
          mine={draft.input.values}
          theirs={conflict.theirs.values}
          locks={{ mine: draft.input.locks, theirs: conflict.theirs.locks }}
          close={conflict.leave}
          keepMine={conflict.keepMine}
          takeTheirs={conflict.takeTheirs}
        />
      )}
    </>
  );
}
