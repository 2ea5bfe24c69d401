#include "core/base/cpu.h"

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "core/base/error.h"
#include "test/check.h"

using namespace winback;

namespace {

// Flags of the first processor: those the system has enabled as well. Empty where there is no such
// file.
std::set<std::string> SystemFlags() {
  std::ifstream file("/proc/cpuinfo");
  std::set<std::string> flags;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("flags")) continue;
    std::istringstream words(line.substr(line.find(':') + 1));
    for (std::string word; words >> word;) flags.insert(word);
    break;
  }
  return flags;
}

}  // namespace

TEST("The instruction sets found are those the system lists") {
  CHECK(Supports(Isa::kScalar));
#ifdef WINBACK_ARM
  CHECK(Supports(Isa::kNeon));
#endif
  auto const flags = SystemFlags();
  if (flags.empty()) return;
#ifdef WINBACK_X86
  auto const all = [&](std::initializer_list<char const*> names) {
    for (char const* name : names)
      if (!flags.contains(name)) return false;
    return true;
  };
  bool const avx2 = all({"avx", "avx2", "bmi1", "bmi2", "popcnt"});
  CHECK_EQ(Supports(Isa::kAvx2), avx2);
  CHECK_EQ(Supports(Isa::kAvx512), avx2 && all({"avx512f", "avx512bw", "avx512dq", "avx512vl"}));
#else
  CHECK(!Supports(Isa::kAvx2));
  CHECK(!Supports(Isa::kAvx512));
#endif
}

TEST("An instruction set is forced by name; unknown names and those this CPU lacks are refused") {
  Isa const best = ActiveIsa();
  ForceIsa("scalar");
  CHECK(ActiveIsa() == Isa::kScalar);
  CHECK_THROWS(ErrorCode::kBadInput, ForceIsa("avx3"));
  CHECK_THROWS(ErrorCode::kBadInput, ForceIsa("AVX2"));
  CHECK_THROWS(ErrorCode::kBadInput, ForceIsa(""));
  for (IsaEntry const& set : kIsaList) {
    if (!Supports(set.isa)) CHECK_THROWS(ErrorCode::kBadInput, ForceIsa(set.name));
  }
  CHECK(ActiveIsa() == Isa::kScalar);
  ForceIsa("auto");
  CHECK(ActiveIsa() == best);
}

TEST("The environment can force an instruction set, by a name that is known") {
  setenv("WINBACK_ISA", "scalar", 1);
  ForceIsaByEnvironment();
  CHECK(ActiveIsa() == Isa::kScalar);
  setenv("WINBACK_ISA", "sse9", 1);
  CHECK_THROWS(ErrorCode::kBadInput, ForceIsaByEnvironment());
  setenv("WINBACK_ISA", "auto", 1);
  ForceIsaByEnvironment();
  unsetenv("WINBACK_ISA");
  ForceIsaByEnvironment();
}
