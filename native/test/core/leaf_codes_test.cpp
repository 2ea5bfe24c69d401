// The codes of a tree's leaves: a lower bound of bits, never one code twice.
#include "core/forest/packed/leaf_codes.h"

#include <algorithm>
#include <random>
#include <set>

#include "test/check.h"

using namespace winback::forest;

namespace {

// The bits that tell `leaves` things apart, counted.
uint32_t BitsFor(uint32_t leaves) {
  uint32_t bits = 1;
  for (uint32_t codes = 2; codes < leaves; codes *= 2) ++bits;
  return bits;
}

// Whole couples are asked for in any order among single codes, near any code that is taken.
void CheckForest(uint32_t leaves, uint32_t pairs, bool root_pair, uint64_t seed) {
  std::mt19937_64 random(seed);
  LeafCodes codes(leaves, pairs, root_pair);
  CHECK_EQ(codes.Bits(), BitsFor(leaves));
  std::vector<bool> wants(leaves - 2 * pairs, false);
  wants.insert(wants.end(), pairs, true);
  wants.erase(std::find(wants.begin(), wants.end(), root_pair));
  std::shuffle(wants.begin(), wants.end(), random);
  std::vector<uint32_t> owners{0};
  std::set<uint32_t> taken{0};
  if (root_pair) taken.insert(1);
  for (bool const pair : wants) {
    uint32_t const code = codes.TakeNear(owners[random() % owners.size()], pair);
    owners.push_back(code);
    CHECK(code >> codes.Bits() == 0);
    CHECK(taken.insert(code).second);
    if (pair) CHECK(taken.insert(code ^ 1).second);
  }
  CHECK_EQ(taken.size(), leaves);
}

}  // namespace

TEST("leaf codes are as short as can be and never given twice") {
  for (uint32_t leaves = 2; leaves <= 256; ++leaves) {
    for (uint32_t pairs = 1; 2 * pairs <= leaves; pairs += 1 + leaves / 16) {
      CheckForest(leaves, pairs, true, leaves);
      if (2 * pairs < leaves) CheckForest(leaves, pairs, false, leaves);
    }
  }
}

TEST("a code moves by one bit while neighbours are free") {
  LeafCodes codes(16, 4, true);
  uint32_t const first = codes.TakeNear(0, true);
  uint32_t const second = codes.TakeNear(0, true);
  CHECK((first & (first - 1)) == 0);
  CHECK((second & (second - 1)) == 0);
  CHECK(first != second);
}
