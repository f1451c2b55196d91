import { ApiError, api } from '../../api/client';
import type { AgentConsequences, AgentView } from '../../api/types';
import { queryClient } from '../../app/queries';

export const agentQuery = { queryKey: ['android', 'agent'], queryFn: () => api.get<AgentView>('/android/agent') };

/** A change of the agent that is carried out again once its consequences are accepted. */
export interface Change {
  run: (agree: string[]) => Promise<AgentView>;
}

export function take(view: AgentView): AgentView {
  queryClient.setQueryData(agentQuery.queryKey, view);
  queryClient.invalidateQueries({ queryKey: ['readiness'] });
  return view;
}

/** The consequences that the server wants to have accepted, when that is why it refused. */
export function consequencesOf(error: unknown): AgentConsequences | null {
  return error instanceof ApiError && error.problem.code === 'agent-changes'
    ? (error.problem.current as AgentConsequences)
    : null;
}

/** The Android version that people know for an API level. */
export function androidName(api: number): string {
  const early: Record<number, string> = { 26: '8', 27: '8.1', 28: '9', 32: '12L' };
  return early[api] ?? String(api < 32 ? api - 19 : api - 20);
}
