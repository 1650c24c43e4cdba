/**
 * The "typical" Huffman tables of ITU-T T.81 Annex K.3.3 as one DHT segment, which AVI1-style MJPEG frames of USB cameras
 * leave out. Each table: class and identifier, how many codes there are of each length from 1 to 16, then their values.
 */
const DC_COUNTS_LUMINANCE = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
const DC_COUNTS_CHROMINANCE = [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]
const DC_VALUES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
const AC_COUNTS_LUMINANCE = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d]
const AC_COUNTS_CHROMINANCE = [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 0x77]

const AC_VALUES_LUMINANCE = Buffer.from(
  '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a' +
    '434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9' +
    'aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa',
  'hex',
)
const AC_VALUES_CHROMINANCE = Buffer.from(
  '000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a262728292a3536373839' +
    '3a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7' +
    'a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa',
  'hex',
)

const TABLES = Buffer.from([
  ...[0x00, ...DC_COUNTS_LUMINANCE, ...DC_VALUES],
  ...[0x10, ...AC_COUNTS_LUMINANCE, ...AC_VALUES_LUMINANCE],
  ...[0x01, ...DC_COUNTS_CHROMINANCE, ...DC_VALUES],
  ...[0x11, ...AC_COUNTS_CHROMINANCE, ...AC_VALUES_CHROMINANCE],
])

export const STANDARD_HUFFMAN_TABLES = Buffer.concat([
  Buffer.from([0xff, 0xc4, (TABLES.length + 2) >> 8, (TABLES.length + 2) & 0xff]),
  TABLES,
])
