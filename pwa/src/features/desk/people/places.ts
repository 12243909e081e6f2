/** Which roles are held at a station and which at a centre. */
export const STATION_ROLES = ['chief', 'station_clerk', 'invigilator', 'staff'] as const
export const CENTRE_ROLES = ['quality', 'dispatcher', 'handler', 'paper_keeper', 'centre_leader', 'supervisor', 'examiner', 'team_leader'] as const
export const needsStation = (role: string): boolean => (STATION_ROLES as readonly string[]).includes(role)
