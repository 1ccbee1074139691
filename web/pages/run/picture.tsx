import type { ReactElement } from 'react'
import { useEffect, useState } from 'react'
import { rasterType } from '../../run/raster.ts'

/** A picture of pixels, drawn from its bytes; nothing when they are anything else. */
export function Picture({
  bytes,
  name,
}: {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly name: string
}): ReactElement | null {
  const [address, setAddress] = useState<string>()
  useEffect(() => {
    const type = rasterType(bytes)
    if (type === undefined) return undefined
    const made = URL.createObjectURL(new Blob([bytes], { type }))
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [bytes])
  return address === undefined ? null : <img className="picture" src={address} alt={name} />
}
