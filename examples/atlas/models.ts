// The tables of the atlas as models, and how they are related:
//
//   Region ─< Subregion ─< Country ─< City           Country >─< Language, Country >─< Currency
//        └──────────────< Country                    Country >─< Country (neighbours, through Border)

import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  type Model,
  type ModelStatic,
  type NonAttribute,
  Op,
  type Sequelize,
} from './database.js'

/** A part of the world, such as Europe. */
export interface RegionRow
  extends Model<InferAttributes<RegionRow>, InferCreationAttributes<RegionRow>> {
  id: number
  name: string
}

/** A part of a region, such as Western Europe. */
export interface SubregionRow
  extends Model<InferAttributes<SubregionRow>, InferCreationAttributes<SubregionRow>> {
  id: number
  name: string
  regionId: number
}

/** A country or territory with an ISO 3166 code. */
export interface CountryRow
  extends Model<InferAttributes<CountryRow>, InferCreationAttributes<CountryRow>> {
  /** ISO 3166-1 alpha-2 code. */
  code: string
  name: string
  officialName: string
  /** `null` where states disagree. */
  independent: boolean | null
  unMember: boolean
  landlocked: boolean
  /** Square kilometres; `null` where the source does not tell. */
  area: number | null
  regionId: number
  subregionId: number | null
  region?: NonAttribute<RegionRow>
  neighbours?: NonAttribute<CountryRow[]>
  languages?: NonAttribute<LanguageRow[]>
  currencies?: NonAttribute<CurrencyRow[]>
  cities?: NonAttribute<CityRow[]>
  capital?: NonAttribute<CityRow>
  getNeighbours: (options?: object) => Promise<CountryRow[]>
}

/** A language with official standing in some country. */
export interface LanguageRow
  extends Model<InferAttributes<LanguageRow>, InferCreationAttributes<LanguageRow>> {
  /** ISO 639-3 code. */
  code: string
  name: string
  countries?: NonAttribute<CountryRow[]>
}

/** A currency in use in some country. */
export interface CurrencyRow
  extends Model<InferAttributes<CurrencyRow>, InferCreationAttributes<CurrencyRow>> {
  /** ISO 4217 code. */
  code: string
  name: string
  symbol: string
  countries?: NonAttribute<CountryRow[]>
}

/** A land border as seen from one side; each border has a row for either side. */
export interface BorderRow
  extends Model<InferAttributes<BorderRow>, InferCreationAttributes<BorderRow>> {
  countryCode: string
  neighbourCode: string
}

/** That a language is spoken in a country. */
export interface CountryLanguageRow
  extends Model<InferAttributes<CountryLanguageRow>, InferCreationAttributes<CountryLanguageRow>> {
  countryCode: string
  languageCode: string
}

/** That a currency is used in a country. */
export interface CountryCurrencyRow
  extends Model<InferAttributes<CountryCurrencyRow>, InferCreationAttributes<CountryCurrencyRow>> {
  countryCode: string
  currencyCode: string
}

/** A populated place. */
export interface CityRow extends Model<InferAttributes<CityRow>, InferCreationAttributes<CityRow>> {
  /** GeoNames id. */
  id: number
  name: string
  countryCode: string
  /** First-level administrative division within the country. */
  adminCode: string
  /** GeoNames feature code; `PPLC` is the capital of its country. */
  featureCode: string
  /** Inhabitants; 0 where the source does not tell. */
  population: number
  /** Degrees north of the equator. */
  latitude: number
  /** Degrees east of Greenwich. */
  longitude: number
  /** The coordinates as people write them: `48.85° N 2.35° E`. */
  position: CreationOptional<string>
  country?: NonAttribute<CountryRow>
}

/** All models of the atlas on one connection. */
export interface Atlas {
  readonly sequelize: Sequelize
  readonly Region: ModelStatic<RegionRow>
  readonly Subregion: ModelStatic<SubregionRow>
  readonly Country: ModelStatic<CountryRow>
  readonly Language: ModelStatic<LanguageRow>
  readonly Currency: ModelStatic<CurrencyRow>
  readonly Border: ModelStatic<BorderRow>
  readonly CountryLanguage: ModelStatic<CountryLanguageRow>
  readonly CountryCurrency: ModelStatic<CountryCurrencyRow>
  readonly City: ModelStatic<CityRow>
}

// The prefix keeps the tables apart from whatever else lives in a database given by its URL:
// creating the atlas drops tables of these names.
const table = (name: string) => ({
  tableName: `atlas_${name}`,
  underscored: true,
  timestamps: false,
})

// Made anew for each attribute: `define` may complete the object it is given.
const id = () => ({ type: DataTypes.INTEGER, primaryKey: true })
const code = (length: number) => ({ type: DataTypes.STRING(length), primaryKey: true })
const text = () => ({ type: DataTypes.STRING, allowNull: false })
const flag = () => ({ type: DataTypes.BOOLEAN, allowNull: false })

/** Defines every model of the atlas, and their associations, on `sequelize`. */
export function defineModels(sequelize: Sequelize): Atlas {
  const atlas = {
    sequelize,
    ...definePlaces(sequelize),
    ...defineCulture(sequelize),
    City: defineCity(sequelize),
  }
  associatePlaces(atlas)
  associateCulture(atlas)
  return atlas
}

function definePlaces(sequelize: Sequelize) {
  const Region = sequelize.define<RegionRow>('Region', { id: id(), name: text() }, table('regions'))
  const Subregion = sequelize.define<SubregionRow>(
    'Subregion',
    { id: id(), name: text(), regionId: { type: DataTypes.INTEGER, allowNull: false } },
    table('subregions'),
  )
  const Country = sequelize.define<CountryRow>(
    'Country',
    {
      code: code(2),
      name: text(),
      officialName: text(),
      independent: DataTypes.BOOLEAN,
      unMember: flag(),
      landlocked: flag(),
      area: DataTypes.DOUBLE,
      regionId: { type: DataTypes.INTEGER, allowNull: false },
      subregionId: DataTypes.INTEGER,
    },
    { ...table('countries'), scopes: { landlocked: { where: { landlocked: true } } } },
  )
  const Border = sequelize.define<BorderRow>(
    'Border',
    { countryCode: code(2), neighbourCode: code(2) },
    table('borders'),
  )
  return { Region, Subregion, Country, Border }
}

function defineCulture(sequelize: Sequelize) {
  const Language = sequelize.define<LanguageRow>(
    'Language',
    { code: code(3), name: text() },
    table('languages'),
  )
  const Currency = sequelize.define<CurrencyRow>(
    'Currency',
    { code: code(3), name: text(), symbol: text() },
    table('currencies'),
  )
  const CountryLanguage = sequelize.define<CountryLanguageRow>(
    'CountryLanguage',
    { countryCode: code(2), languageCode: code(3) },
    table('country_languages'),
  )
  const CountryCurrency = sequelize.define<CountryCurrencyRow>(
    'CountryCurrency',
    { countryCode: code(2), currencyCode: code(3) },
    table('country_currencies'),
  )
  return { Language, Currency, CountryLanguage, CountryCurrency }
}

function defineCity(sequelize: Sequelize) {
  return sequelize.define<CityRow>(
    'City',
    {
      id: id(),
      name: text(),
      countryCode: { type: DataTypes.STRING(2), allowNull: false },
      adminCode: text(),
      featureCode: { type: DataTypes.STRING(5), allowNull: false },
      population: { type: DataTypes.INTEGER, allowNull: false },
      latitude: { type: DataTypes.DOUBLE, allowNull: false },
      longitude: { type: DataTypes.DOUBLE, allowNull: false },
      position: {
        type: DataTypes.VIRTUAL,
        get(this: CityRow) {
          return formatPosition(this.latitude, this.longitude)
        },
      },
    },
    {
      ...table('cities'),
      indexes: [{ fields: ['population'] }, { fields: ['country_code', 'latitude'] }],
      scopes: {
        capital: { where: { featureCode: 'PPLC' } },
        peopledBy: (least: number) => ({ where: { population: { [Op.gte]: least } } }),
      },
    },
  )
}

function formatPosition(latitude: number, longitude: number): string {
  const north = `${Math.abs(latitude).toFixed(2)}° ${latitude < 0 ? 'S' : 'N'}`
  const east = `${Math.abs(longitude).toFixed(2)}° ${longitude < 0 ? 'W' : 'E'}`
  return `${north} ${east}`
}

function associatePlaces({ Region, Subregion, Country, Border, City }: Atlas): void {
  Region.hasMany(Subregion, { as: 'subregions', foreignKey: 'regionId' })
  Subregion.belongsTo(Region, { as: 'region', foreignKey: 'regionId' })
  Region.hasMany(Country, { as: 'countries', foreignKey: 'regionId' })
  Country.belongsTo(Region, { as: 'region', foreignKey: 'regionId' })
  Subregion.hasMany(Country, { as: 'countries', foreignKey: 'subregionId' })
  Country.belongsTo(Subregion, { as: 'subregion', foreignKey: 'subregionId' })

  Country.hasMany(City, { as: 'cities', foreignKey: 'countryCode' })
  City.belongsTo(Country, { as: 'country', foreignKey: 'countryCode' })
  Country.hasOne(City, {
    as: 'capital',
    foreignKey: 'countryCode',
    scope: { featureCode: 'PPLC' },
  })

  Country.belongsToMany(Country, {
    as: 'neighbours',
    through: Border,
    foreignKey: 'countryCode',
    otherKey: 'neighbourCode',
  })
  Border.belongsTo(Country, { as: 'country', foreignKey: 'countryCode' })
  Border.belongsTo(Country, { as: 'neighbour', foreignKey: 'neighbourCode' })

  // The cities on either side of a border, without a detour through the two countries.
  const side = { foreignKey: 'countryCode', constraints: false }
  Border.hasMany(City, { ...side, as: 'cities', sourceKey: 'countryCode' })
  Border.hasMany(City, { ...side, as: 'opposite', sourceKey: 'neighbourCode' })
}

function associateCulture(atlas: Atlas): void {
  const { Country, Language, Currency, CountryLanguage, CountryCurrency } = atlas
  Country.belongsToMany(Language, {
    as: 'languages',
    through: CountryLanguage,
    foreignKey: 'countryCode',
    otherKey: 'languageCode',
  })
  Language.belongsToMany(Country, {
    as: 'countries',
    through: CountryLanguage,
    foreignKey: 'languageCode',
    otherKey: 'countryCode',
  })
  Country.belongsToMany(Currency, {
    as: 'currencies',
    through: CountryCurrency,
    foreignKey: 'countryCode',
    otherKey: 'currencyCode',
  })
  Currency.belongsToMany(Country, {
    as: 'countries',
    through: CountryCurrency,
    foreignKey: 'currencyCode',
    otherKey: 'countryCode',
  })
}
