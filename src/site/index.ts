export { generateSite, type SiteRequest, type SiteSummary, type WriteSiteFile } from "./generate-site.ts";
export { writeSite } from "./write-site.ts";
