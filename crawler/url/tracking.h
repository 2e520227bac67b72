#pragma once

#include <array>
#include <string_view>

namespace caravan::url {

/// Query parameters that say where a visitor came from, never what the page is. Lower case; compared without regard to
/// it.
inline constexpr std::array<std::string_view, 62> tracking_names{
    // click identifiers of advertisers and networks
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid", "msclkid", "yclid",
    "ysclid", "twclid", "ttclid", "li_fat_id", "igshid", "igsh", "epik", "rdt_cid", "sccid", "irclickid", "srsltid",
    "wickedid", "rb_clickid", "s_kwcid", "ef_id",
    // analytics
    "_ga", "_gl", "_gac", "_gid", "_ke", "_openstat", "wt.mc_id", "wt_mc", "s_cid", "icid", "cmpid", "ncid", "xtor",
    "at_xt", "trk", "trkcampaign", "sc_cid", "sc_campaign",
    // newsletters
    "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "__hstc", "__hssc", "__hsfp", "hsctatracking", "vero_id",
    "vero_conv", "oly_anon_id", "oly_enc_id", "ml_subscriber", "ml_subscriber_hash", "elqtrackid", "elqtrack",
    "ck_subscriber_id", "dm_i"};

/// The same, whole families.
inline constexpr std::array<std::string_view, 9> tracking_prefixes{"utm_", "mtm_",        "matomo_",   "pk_", "piwik_",
                                                                   "hsa_", "at_campaign", "at_medium", "stm_"};

/// Session identifiers by name alone.
inline constexpr std::array<std::string_view, 10> session_names{"phpsessid", "jsessionid",  "sessionid", "session_id",
                                                                "cfid",      "cftoken",     "oscsid",    "zenid",
                                                                "xtcsid",    "phpsessionid"};
inline constexpr std::array<std::string_view, 1> session_prefixes{"aspsessionid"};

/// Names that elsewhere mean a story or a section: a session only when the value looks drawn by lot.
inline constexpr std::array<std::string_view, 4> perhaps_session_names{"sid", "s", "sess", "session"};

}  // namespace caravan::url
