// Relata's includes, each told to load by `strategy: 'join'`.

import { library } from './relata.mjs'
import { peerOf } from './sequelize-style.mjs'

export const { setup } = peerOf(library, 'join')
