// Sequelize v6.

import sequelizePackage from 'sequelize'
import { peerOf } from './sequelize-style.mjs'

export const { setup, coldStart } = peerOf(sequelizePackage)
