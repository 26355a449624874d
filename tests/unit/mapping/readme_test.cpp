#include "gateway/mapping/readme.hpp"

#include "tests/unit/mapping/mapping_support.hpp"

namespace dmpgw::mapping::test {
namespace {

// Run with DMPGW_WRITE_README=1 to print the tables anew.
TEST(Readme, mappings_readme_is_not_stale) {
    const fs::path path = DMPGW_SOURCE_DIR "/mappings/README.md";
    const std::string wanted = mappings_readme();
    if (std::getenv("DMPGW_WRITE_README") != nullptr) std::ofstream(path, std::ios::binary) << wanted;
    EXPECT_EQ(read_file(path), wanted) << "mappings/README.md is stale: run this test with DMPGW_WRITE_README=1";
}

}  // namespace
}  // namespace dmpgw::mapping::test
