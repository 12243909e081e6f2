/**
 * Centres and stations by name, as far as what this person may read names them:
 * no route lists places, so centres come from accounts and stations from dispatches.
 */
import { may, me } from '@/app/session'

import { listAccounts, listDispatches } from '../api'
import type { Named } from '../types'

export interface Places {
  centres: Named[]
  stations: (Named & { centre: string })[]
}

export async function readPlaces(): Promise<Places> {
  const centres = new Map<string, string>()
  const stations = new Map<string, Named & { centre: string }>()
  if (me.value?.centre) centres.set(me.value.centre.id, me.value.centre.name)
  const [accounts, dispatches] = await Promise.all([
    may('account.read') ? listAccounts({ per_page: 100 }) : null,
    may('dispatch.read') ? listDispatches({ per_page: 100 }) : null,
  ])
  if (accounts?.ok) for (const { centre } of accounts.data.items) if (centre) centres.set(centre.id, centre.name)
  if (dispatches?.ok)
    for (const { station, centre } of dispatches.data.items) {
      centres.set(centre.id, centre.name)
      stations.set(station.id, { id: station.id, name: station.name, centre: centre.id })
    }
  const byName = (a: Named, b: Named) => a.name.localeCompare(b.name, 'zh')
  return {
    centres: [...centres].map(([id, name]) => ({ id, name })).sort(byName),
    stations: [...stations.values()].sort(byName),
  }
}

export const STATION_ROLES = ['chief', 'station_clerk', 'invigilator', 'staff'] as const
export const CENTRE_ROLES = ['quality', 'dispatcher', 'handler', 'paper_keeper', 'centre_leader', 'supervisor', 'examiner', 'team_leader'] as const
export const needsStation = (role: string): boolean => (STATION_ROLES as readonly string[]).includes(role)
