import { queryClient } from '../../app/queries';

/** Has everything read anew that a decision touches. */
export const refresh = () => {
  for (const key of ['approvals', 'commands', 'deletions']) queryClient.invalidateQueries({ queryKey: [key] });
};
