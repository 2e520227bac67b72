#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "crawler/archive/archive_reader.h"
#include "crawler/archive/imports.h"
#include "indexer/write/index_writer.h"
#include "indexer/write/open_index.h"
#include "indexer/write/update.h"

namespace caravan::write {

/// What the archive keeps of an imported article.
void keep(archive::ImportWriter& imports, const schema::Entry& entry, Instant at);

/// The imported articles that only an index holds, written by an older program or beside an archive that was lost
/// since, come into the archive; once. An index that cannot be read is a problem in the report.
void take_over_imports(archive::ImportWriter& imports, const OpenedIndex& index, UpdateReport& report);

/// Brings the imported articles that the index does not know yet into it, and its mark with them; counted in the report
/// where `counting`. Nothing when the index was made from another archive.
void follow_imports(const archive::ArchiveReader& archive, IndexWriter& writer, UpdateReport& report, bool counting);

}  // namespace caravan::write
