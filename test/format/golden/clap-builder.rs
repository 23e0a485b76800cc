fn augment<'b>(__clap_app: clap::Command) -> clap::Command {
    {
        let __clap_app = __clap_app.group(clap::ArgGroup::new("Cli").multiple(true).args({
            let members: [clap::Id; 2usize] = [clap::Id::from("name"), clap::Id::from("count")];
            members
        }));
        let __clap_app = __clap_app.arg({
            #[allow(deprecated)]
            let arg = clap::Arg::new("name")
                .value_name("NAME")
                .required(true && clap::ArgAction::Set.takes_values())
                .value_parser({
                    use ::clap_builder::builder::impl_prelude::*;

                    auto.value_parser()
                })
                .action(clap::ArgAction::Set);
            let arg = arg.short('n').long("name");
            let arg = arg;
            arg
        });
        __clap_app.about("x").long_about(None)
    }
}
