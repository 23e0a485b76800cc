#[allow(dead_code, unreachable_code, unused_variables, unused_braces, unused_qualifications,)]
#[allow(
    clippy::style,
    clippy::complexity,
    clippy::pedantic,
    clippy::restriction,
    clippy::perf,
    clippy::deprecated,
    clippy::nursery,
    clippy::cargo,
    clippy::suspicious_else_formatting,
    clippy::almost_swapped,
    clippy::redundant_locals,
)]
#[automatically_derived]
impl clap::FromArgMatches for Order {
    fn from_arg_matches(
        __clap_arg_matches: &clap::ArgMatches
    ) -> ::std::result::Result<Self, clap::Error> {
        Self::from_arg_matches_mut(&mut __clap_arg_matches.clone())
    }

    fn from_arg_matches_mut(
        __clap_arg_matches: &mut clap::ArgMatches
    ) -> ::std::result::Result<Self, clap::Error> {
        #![allow(deprecated)]

        if let Some((__clap_name, mut __clap_arg_sub_matches)) =
            __clap_arg_matches.remove_subcommand()
        {
            let __clap_arg_matches = &mut __clap_arg_sub_matches;
            if __clap_name == "anchor" && !__clap_arg_matches.contains_id("") {
                return ::std::result::Result::Ok(Self::Anchor {
                    depth: __clap_arg_matches
                        .remove_one::<f32>("depth")
                        .ok_or_else(|| clap::Error::raw(
                            clap::error::ErrorKind::MissingRequiredArgument,
                            concat!(
                                "the following required argument was not provided: ",
                                "depth"
                            )
                        ))?
                })
            }
            if __clap_name == "tack" && !__clap_arg_matches.contains_id("") {
                return ::std::result::Result::Ok(Self::Tack)
            }
            ::std::result::Result::Err(clap::Error::raw(
                clap::error::ErrorKind::InvalidSubcommand,
                format!("the subcommand '{}' wasn't recognized", __clap_name)
            ))
        } else {
            ::std::result::Result::Err(clap::Error::raw(
                clap::error::ErrorKind::MissingSubcommand,
                "a subcommand is required but one was not provided"
            ))
        }
    }

    fn update_from_arg_matches(
        &mut self,
        __clap_arg_matches: &clap::ArgMatches
    ) -> ::std::result::Result<(), clap::Error> {
        self.update_from_arg_matches_mut(&mut __clap_arg_matches.clone())
    }

    fn update_from_arg_matches_mut<'b>(
        &mut self,
        __clap_arg_matches: &mut clap::ArgMatches,
    ) -> ::std::result::Result<(), clap::Error> {
        #![allow(deprecated)]

        if let Some(__clap_name) = __clap_arg_matches.subcommand_name() {
            match self {
                Self::Anchor { depth, } if "anchor" == __clap_name => {
                    let (_, mut __clap_arg_sub_matches) =
                        __clap_arg_matches.remove_subcommand().unwrap();
                    let __clap_arg_matches = &mut __clap_arg_sub_matches;
                    {
                        if __clap_arg_matches.contains_id("depth") {
                            *depth = __clap_arg_matches
                                .remove_one::<f32>("depth")
                                .ok_or_else(|| clap::Error::raw(
                                    clap::error::ErrorKind::MissingRequiredArgument,
                                    concat!(
                                        "the following required argument was not provided: ",
                                        "depth"
                                    )
                                ))?
                        }
                    }
                },
                Self::Tack if "tack" == __clap_name => {
                    let (_, mut __clap_arg_sub_matches) =
                        __clap_arg_matches.remove_subcommand().unwrap();
                    let __clap_arg_matches = &mut __clap_arg_sub_matches;
                    {}
                }
                s => {
                    *s = <Self as clap::FromArgMatches>::from_arg_matches_mut(__clap_arg_matches)?;
                }
            }
        }
        ::std::result::Result::Ok(())
    }
}

#[allow(dead_code, unreachable_code, unused_variables, unused_braces, unused_qualifications,)]
#[allow(
    clippy::style,
    clippy::complexity,
    clippy::pedantic,
    clippy::restriction,
    clippy::perf,
    clippy::deprecated,
    clippy::nursery,
    clippy::cargo,
    clippy::suspicious_else_formatting,
    clippy::almost_swapped,
    clippy::redundant_locals,
)]
#[automatically_derived]
impl clap::Subcommand for Order {
    fn augment_subcommands<'b>(__clap_app: clap::Command) -> clap::Command {
        let __clap_app = __clap_app;
        let __clap_app = {
            ;
            let __clap_app = __clap_app.subcommand({
                let __clap_subcommand = clap::Command::new("anchor");
                let __clap_subcommand = {
                    let __clap_subcommand = __clap_subcommand.group(
                        clap::ArgGroup::new("Anchor").multiple(true).args({
                            let members: [clap::Id; 1usize] = [clap::Id::from("depth")];
                            members
                        })
                    );
                    let __clap_subcommand = __clap_subcommand.arg({
                        #[allow(deprecated)]
                        let arg = clap::Arg::new("depth")
                            .value_name("DEPTH")
                            .required(true && clap::ArgAction::Set.takes_values())
                            .value_parser(clap::value_parser!(f32))
                            .action(clap::ArgAction::Set);
                        let arg = arg;
                        let arg = arg;
                        arg
                    });
                    __clap_subcommand
                };
                __clap_subcommand
                    .about("Let the anchor go")
                    .long_about(None)
            });
            let __clap_app = __clap_app.subcommand({
                let __clap_subcommand = clap::Command::new("tack");
                let __clap_subcommand = __clap_subcommand;
                __clap_subcommand
            });;
            __clap_app
        };
        __clap_app
    }

    fn augment_subcommands_for_update<'b>(__clap_app: clap::Command) -> clap::Command {
        let __clap_app = __clap_app;
        let __clap_app = {
            ;
            let __clap_app = __clap_app.subcommand({
                let __clap_subcommand = clap::Command::new("anchor");
                let __clap_subcommand = {
                    let __clap_subcommand = __clap_subcommand.group(
                        clap::ArgGroup::new("Anchor").multiple(true).args({
                            let members: [clap::Id; 1usize] = [clap::Id::from("depth")];
                            members
                        })
                    );
                    let __clap_subcommand = __clap_subcommand.arg({
                        #[allow(deprecated)]
                        let arg = clap::Arg::new("depth")
                            .value_name("DEPTH")
                            .required(true && clap::ArgAction::Set.takes_values())
                            .value_parser(clap::value_parser!(f32))
                            .action(clap::ArgAction::Set);
                        let arg = arg;
                        let arg = arg.required(false);
                        arg
                    });
                    __clap_subcommand
                };
                __clap_subcommand
                    .about("Let the anchor go")
                    .long_about(None)
            });
            let __clap_app = __clap_app.subcommand({
                let __clap_subcommand = clap::Command::new("tack");
                let __clap_subcommand = __clap_subcommand;
                __clap_subcommand
            });;
            __clap_app
        };
        __clap_app
    }

    fn has_subcommand(__clap_name: &str) -> bool {
        if "anchor" == __clap_name {
            return true
        }
        if "tack" == __clap_name {
            return true
        }
        false
    }
}
