// Relata's includes, each told to load by `strategy: 'json'`.

import { library } from './relata.mjs'
import { peerOf } from './sequelize-style.mjs'

export const { setup } = peerOf(library, 'json')
