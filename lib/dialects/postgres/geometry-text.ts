/** PostGIS values: GeoJSON ↔ the hexadecimal EWKB that the server reads and writes. */
import wkx from 'wkx'
import type { GeoJson } from '../../data-types/special-types.js'
import { ValidationError } from '../../errors/validation-errors.js'

/** The reference system that GeoJSON without `crs` has: WGS 84. */
const DEFAULT_SRID = 4326

/**
 * A geometry in hexadecimal EWKB.
 *
 * @param srid the reference system where the geometry names none
 * @throws {ValidationError} for what is no GeoJSON geometry
 */
export function formatGeometry(value: unknown, srid: number | undefined): string {
  if (!isGeometry(value)) throw ValidationError.invalidValue(value, 'GeoJSON geometry')
  try {
    const geometry = wkx.Geometry.parseGeoJSON(value)
    if (value.crs === undefined) geometry.srid = srid ?? DEFAULT_SRID
    return geometry.toEwkb().toString('hex')
  } catch {
    throw ValidationError.invalidValue(value, 'GeoJSON geometry')
  }
}

/** Hexadecimal EWKB → GeoJSON, with `crs` where the geometry has a reference system. */
export function parseGeometry(text: string): GeoJson {
  const geometry = wkx.Geometry.parse(Buffer.from(text, 'hex'))
  return geometry.toGeoJSON({ shortCrs: true }) as GeoJson
}

function isGeometry(value: unknown): value is GeoJson {
  if (typeof value !== 'object' || value === null) return false
  const { type, coordinates, geometries } = value as Partial<GeoJson>
  if (typeof type !== 'string') return false
  if (type === 'GeometryCollection')
    return Array.isArray(geometries) && geometries.every(isGeometry)
  return Array.isArray(coordinates) && areCoordinates(coordinates)
}

function areCoordinates(list: readonly unknown[]): boolean {
  return list.every((item) =>
    Array.isArray(item) ? areCoordinates(item) : typeof item === 'number' && Number.isFinite(item),
  )
}
